import { fetched } from '../../live/fetched.ts'
import type { TransferFile } from '../../live/file.ts'
import type { FileAction } from '../file/row-text.ts'
import { pageAddress, savesOutOfSight, savingHere } from './device.ts'
import type { FileTrouble } from './file-trouble.ts'

/** A download that has not begun after so long says so, in ms. */
const soonMs = 2_000

type Say = (file: TransferFile, trouble: FileTrouble | undefined) => void

/**
 * Starts downloads. Where the browser saves out of sight, the first one says where its file is to be found; where it does
 * not save, the share sheet does, in a second tap: the first one is over when the bytes are here.
 */
export class Downloads {
  #told = false
  /** What is here and waits for the second tap. */
  readonly #fetched = new WeakMap<TransferFile, File>()

  /**
   * Takes the next step to save a file. `say` is called with what the file's row is to say. `appSaves`: see `savingHere`.
   * Throws why the file could not be fetched.
   */
  async act(action: FileAction, file: TransferFile, say: Say, appSaves: boolean): Promise<void> {
    if (action === 'copy-address') return copyAddress(file, say)
    const ready = this.#fetched.get(file)
    if (ready) return this.#share(file, ready, say)
    switch (savingHere(appSaves)) {
      case 'download':
        return this.#download(file, say)
      case 'share':
        say(file, 'getting-ready')
        this.#fetched.set(file, await fetched(file))
        return say(file, 'ready-to-share')
      case 'elsewhere':
        return say(file, 'open-elsewhere')
    }
  }

  async #download(file: TransferFile, say: Say): Promise<void> {
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

  async #share(file: TransferFile, ready: File, say: Say): Promise<void> {
    say(file, 'ready-to-share')
    try {
      await navigator.share({ files: [ready] })
      this.#fetched.delete(file)
      say(file, undefined)
    } catch (error) {
      // Closed by the person, or there was no tap: the file stays ready. Anything else: this one cannot be shared.
      const isOpen = error instanceof DOMException && /^(Abort|NotAllowed)Error$/.test(error.name)
      if (!isOpen) say(file, 'open-elsewhere')
    }
  }
}

/** Puts the address of the page on the clipboard. Where that is not allowed, it still stands in the row to be copied. */
async function copyAddress(file: TransferFile, say: Say): Promise<void> {
  try {
    await navigator.clipboard.writeText(pageAddress())
    say(file, 'address-copied')
  } catch {
    say(file, 'open-elsewhere')
  }
}
