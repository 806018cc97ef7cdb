import type { FileItem } from '../files/item.ts'

/** The pictures that a lightbox goes through, and the one that it shows. */
export interface LineUp {
  readonly items: readonly FileItem[]
  readonly at: number
  /** Whether the shown one can no longer be opened: it stays in its place until the person goes on. */
  readonly gone: boolean
}

/** The same line-up with what can be opened now. */
export function followed({ items, at, gone }: LineUp, now: readonly FileItem[]): LineUp | undefined {
  const shown = items[at]
  if (!shown) return undefined
  const found = now.findIndex(({ id }) => id === shown.id)
  if (found >= 0) return { items: now, at: found, gone: false }
  // The last picture before it that is still there says where its place is.
  const before = items.slice(0, at).filter(({ id }) => now.some((one) => one.id === id)).length
  const next = [...now.slice(0, before), shown, ...now.slice(before)]
  return { items: next, at: before, gone: gone || found < 0 }
}

/** Goes to the picture at `to`, if there is one. */
export function wentTo(line: LineUp, to: number): LineUp {
  const next = line.items[to]
  if (!next || to === line.at) return line
  const items = line.gone ? line.items.filter((_, index) => index !== line.at) : line.items
  return { items, at: items.indexOf(next), gone: false }
}
