/** The memory for bytes on their way, shared by all uploads and downloads of a node. */
export interface Budget {
  /** Takes room for `bytes`; gives false and takes nothing when less is left. */
  take(bytes: number): boolean
  /** Takes room even when none is left; `take` then fails until enough is given back. */
  claim(bytes: number): void
  /** Gives taken room back. */
  give(bytes: number): void
  /** Bytes that can still be taken; below 0 when more was claimed. */
  readonly left: number
}

export function createBudget(total: number): Budget {
  let left = total
  return {
    take: (bytes) => {
      if (bytes > left) return false
      left -= bytes
      return true
    },
    claim: (bytes) => {
      left -= bytes
    },
    give: (bytes) => {
      left += bytes
    },
    get left() {
      return left
    },
  }
}
