/** Of names, the one that was probably meant by another text; undefined if none is near. */
export function nearest(text: string, names: readonly string[]): string | undefined {
  const bare = plain(text)
  const distances = names.map((name) => distance(bare, plain(name)))
  const least = Math.min(...distances)
  const at = distances.indexOf(least)
  const name = names[at]
  if (name === undefined) return undefined
  if (least <= Math.max(1, Math.floor(bare.length / 4))) return name
  return names.find((one) => begins(bare, plain(one)) || begins(plain(one), bare))
}

/** Without what languages write differently: starts_at, starts-at and StartsAt are startsAt. */
const plain = (name: string): string => name.toLowerCase().replaceAll(/[_.-]/g, '')

const begins = (text: string, begin: string): boolean => begin.length >= 3 && text.startsWith(begin)

/**
 * How many letters must be added, removed, replaced or exchanged with their neighbour: the optimal string alignment
 * distance (Damerau 1964).
 */
function distance(one: string, other: string): number {
  let [before, row]: number[][] = [[], Array.from({ length: other.length + 1 }, (_, at) => at)]
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= other.length; j += 1) {
      const [mine, its] = [one[i - 1], other[j - 1]]
      const swapped = i > 1 && j > 1 && mine === other[j - 2] && one[i - 2] === its
      next.push(
        Math.min(
          (next[j - 1] ?? 0) + 1,
          (row?.[j] ?? 0) + 1,
          (row?.[j - 1] ?? 0) + (mine === its ? 0 : 1),
          swapped ? (before?.[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      )
    }
    before = row
    row = next
  }
  return row?.at(-1) ?? 0
}
