const counts = new Map<object, number>()
/** What stands before the page's title because of us. */
let mark = ''

// A page that writes its title meanwhile gets the count before that one.
const watch = typeof MutationObserver === 'undefined' ? undefined : new MutationObserver(() => write(mark))

/** Writes how much waits before the page's title, "(2) ", over all elements that ask for it; without any, takes it away. */
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
