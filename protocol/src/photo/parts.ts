/** One part of a photo's metadata to search, and how many bytes that takes. */
export interface PartToSearch {
  readonly bytes: number
  /** Whether it contains the location. */
  tells(): boolean
}

/** Lets other work of the program go on for a moment. Browsers and Node have different ways for that. */
export type Pause = () => Promise<unknown>

/** Bytes that are searched between two pauses. */
const stepBytes = 256 * 1024

/** Whether one of the parts contains the location. Pauses in between, so that a photo with much metadata stops nothing. */
export async function partsTell(parts: Iterable<PartToSearch>, pause: Pause): Promise<boolean> {
  let searched = 0
  for (const part of parts) {
    if (part.tells()) return true
    searched += part.bytes
    if (searched < stepBytes) continue
    searched = 0
    await pause()
  }
  return false
}
