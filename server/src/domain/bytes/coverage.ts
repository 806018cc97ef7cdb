import type { ByteRange } from '../../seams.ts'

/** Which bytes of a content went out: ranges in order, none touching the next. */
export type Coverage = readonly ByteRange[]

/**
 * The coverage with one more range, or the same object where it has that range already. Of more than `most` pieces
 * the smallest is forgotten: a coverage may say too little, never too much.
 */
export function cover(coverage: Coverage, { start, end }: ByteRange, most: number): Coverage {
  if (coverage.some((piece) => piece.start <= start && end <= piece.end)) return coverage
  const touches = (piece: ByteRange): boolean => piece.start <= end + 1 && start <= piece.end + 1
  const joined = coverage
    .filter(touches)
    .reduce(
      (one, piece) => ({ start: Math.min(one.start, piece.start), end: Math.max(one.end, piece.end) }),
      { start, end },
    )
  const pieces = [...coverage.filter((piece) => !touches(piece)), joined].sort(
    (one, other) => one.start - other.start,
  )
  if (pieces.length <= most) return pieces
  const smallest = pieces.reduce((least, piece) => (lengthOf(piece) < lengthOf(least) ? piece : least))
  return pieces.filter((piece) => piece !== smallest)
}

/** Whether every byte of a content of so many bytes went out. */
export function coversAll(coverage: Coverage, size: number): boolean {
  return coverage.some(({ start, end }) => start === 0 && end === size - 1)
}

const lengthOf = ({ start, end }: ByteRange): number => end - start + 1
