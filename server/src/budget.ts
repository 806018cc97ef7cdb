/** Room for the bytes that a node holds in memory on their way in, shared by all of its uploads. */
export interface Budget {
  /** Takes room for so many bytes; false where there is not so much, and then nothing was taken. */
  take(bytes: number): boolean
  /** Gives room back that was taken. */
  give(bytes: number): void
  /** Bytes that may still be taken. */
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
    give: (bytes) => {
      left += bytes
    },
    get left() {
      return left
    },
  }
}
