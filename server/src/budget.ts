/** The memory for received bytes not yet stored, shared by all uploads of a node. */
export interface Budget {
  /** Takes room for `bytes`; false, and nothing taken, when less is left. */
  take(bytes: number): boolean
  /** Gives taken room back. */
  give(bytes: number): void
  /** Bytes that can still be taken. */
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
