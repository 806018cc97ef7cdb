import type { ChairsideError } from '@chairside/protocol'
import { type Fetchable, fetched } from '../../download/fetched.ts'
import type { FileAction } from '../file/file-action.ts'
import { pageAddress, savesOutOfSight, savingHere } from './device.ts'
import type { FileTrouble } from './file-trouble.ts'

/** After this time, in ms, the row says that its download has not begun. */
const soonMs = 2_000

/** A file that the browser can save. */
interface Savable extends Fetchable {
  download(options: { failed: (error: ChairsideError) => void }): Promise<unknown>
}

type Say<Saved extends Savable> = (file: Saved, trouble: FileTrouble | undefined) => void

/**
 * Starts downloads. If the browser saves out of sight, the first download says where its file is. If the browser does not
 * save, a first tap fetches the bytes and a second one opens the share sheet, because the first is over by then.
 */
export class Downloads<Saved extends Savable> {
  #told = false
  /** Fetched files that wait for the second tap. */
  readonly #fetched = new WeakMap<Saved, File>()

  /**
   * Takes the next step to save a file. `say` is called with the text for the file's row. `appSaves`: see `savingHere`.
   * Throws the error if the file cannot be fetched.
   */
  async act(action: FileAction, file: Saved, say: Say<Saved>, appSaves: boolean): Promise<void> {
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

  async #download(file: Saved, say: Say<Saved>): Promise<void> {
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

  async #share(file: Saved, ready: File, say: Say<Saved>): Promise<void> {
    say(file, 'ready-to-share')
    try {
      await navigator.share({ files: [ready] })
      this.#fetched.delete(file)
      say(file, undefined)
    } catch (error) {
      // The person closed the sheet, or there was no tap: the file stays ready. After other errors it cannot be shared.
      const isOpen = error instanceof DOMException && /^(Abort|NotAllowed)Error$/.test(error.name)
      if (!isOpen) say(file, 'open-elsewhere')
    }
  }
}

/** Puts the page's address on the clipboard. If that is not allowed, the address still stands in the row. */
async function copyAddress<Saved extends Savable>(file: Saved, say: Say<Saved>): Promise<void> {
  try {
    await navigator.clipboard.writeText(pageAddress())
    say(file, 'address-copied')
  } catch {
    say(file, 'open-elsewhere')
  }
}
