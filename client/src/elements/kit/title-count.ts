const counts = new Map<object, number>()
/** The count that stands before the page's title, such as "(2) "; empty without one. */
let mark = ''

// If the page writes another title meanwhile, the count is put before that.
const watch = typeof MutationObserver === 'undefined' ? undefined : new MutationObserver(() => write(mark))

/** Writes the sum of the counts of all askers before the page's title, as "(2) "; removes it when the sum is 0. */
export function countInTitle(asker: object, count: number): void {
  counts.set(asker, count)
  if (count === 0) counts.delete(asker)
  const all = [...counts.values()].reduce((sum, one) => sum + one, 0)
  write(all === 0 ? '' : `(${all > 9 ? '9+' : all}) `)
}

function write(next: string): void {
  const { title } = document
  const bare = title.startsWith(mark) ? title.slice(mark.length) : title
  mark = next
  if (title !== next + bare) document.title = next + bare
  watch?.disconnect()
  if (next !== '') watch?.observe(document.head, { subtree: true, childList: true, characterData: true })
}
