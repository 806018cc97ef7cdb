/** One part of a photo's metadata to search, and how many bytes that takes. */
export interface PartToSearch {
  readonly bytes: number
  /** Whether it contains the location. */
  tells(): boolean
}

/** Lets other work of the program go on for a moment. Browsers and Node have different ways for that. */
export type Pause = () => Promise<unknown>

/** Bytes of work between two pauses. */
const stepBytes = 256 * 1024

/** Gives a function to call after each piece of work, with its bytes: it pauses once they are enough. */
export function pausing(pause: Pause): (bytes: number) => Promise<void> {
  let done = 0
  return async (bytes) => {
    done += bytes
    if (done < stepBytes) return
    done = 0
    await pause()
  }
}

/** Whether one of the parts contains the location. Pauses in between, so that a photo with much metadata stops nothing. */
export async function partsTell(parts: Iterable<PartToSearch>, pause: Pause): Promise<boolean> {
  const after = pausing(pause)
  for (const part of parts) {
    if (part.tells()) return true
    await after(part.bytes)
  }
  return false
}
