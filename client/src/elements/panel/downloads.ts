import type { TransferFile } from '../../live/file.ts'
import { savesOutOfSight } from './device.ts'
import type { FileTrouble } from './file-trouble.ts'

/** A download that has not begun after so long says so, in ms. */
const soonMs = 2_000

/** Starts downloads. Where the browser saves out of sight, the first one says where its file is to be found. */
export class Downloads {
  #told = false

  /** `say` is called with what the file's row is to say. Throws why the download could not be started. */
  async start(
    file: TransferFile,
    say: (file: TransferFile, trouble: FileTrouble | undefined) => void,
  ): Promise<void> {
    const late = setTimeout(() => say(file, 'not-begun'), soonMs)
    try {
      await file.download({ failed: ({ problem }) => say(file, problem) })
    } finally {
      clearTimeout(late)
    }
    const tells = !this.#told && savesOutOfSight()
    if (tells) this.#told = true
    say(file, tells ? 'find-it' : undefined)
  }
}
