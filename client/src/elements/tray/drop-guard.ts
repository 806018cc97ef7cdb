import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { carriesFiles } from './drop.ts'

/**
 * While its element is in the document, a file that is dropped beside it does not replace the page, which
 * would end the call.
 */
export class DropGuard implements ReactiveController {
  constructor(host: ReactiveControllerHost) {
    host.addController(this)
  }

  hostConnected(): void {
    window.addEventListener('dragover', this.#guard)
    window.addEventListener('drop', this.#guard)
  }

  hostDisconnected(): void {
    window.removeEventListener('dragover', this.#guard)
    window.removeEventListener('drop', this.#guard)
  }

  // The page's own drop zones get the event first.
  readonly #guard = (event: DragEvent) => {
    if (event.defaultPrevented || !carriesFiles(event)) return
    event.preventDefault()
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'none'
  }
}
