import { baseOf } from '../connection/http.ts'
import { heardOf } from './heard.ts'
import type { FromFrame, ToFrame } from './talk.ts'

/** The bytes of a document. */
export interface DocumentSource {
  /** In bytes. */
  readonly size: number
  /** The media type; a PDF if left out. */
  readonly mime?: string
  /** Gives the bytes from `begin` up to, not including, `end`. */
  read(begin: number, end: number, signal: AbortSignal): Promise<ArrayBuffer>
}

/** How the frame shows a document. */
export interface FrameWish {
  /** The server's address. */
  readonly url: string
  readonly source: DocumentSource
  readonly lang: string
  readonly rightToLeft: boolean
  readonly saves: boolean
  /** The page to begin with, from 1 on. */
  readonly page: number
  /** The accessible name of the frame. */
  readonly title: string
  readonly heard: (message: Exclude<FromFrame, { say: 'want' | 'here' }>) => void
  /** The frame does not answer any more. It was removed; the page is not affected. */
  readonly died: () => void
  /** Its bytes cannot be read. */
  readonly failed: (error: unknown) => void
}

/** An open frame. */
export interface ViewerFrame {
  readonly element: HTMLElement
  tell(message: Exclude<ToFrame, { say: 'open' | 'bytes' | 'still-there' }>): void
  close(): void
}

/** How long the frame may take to load its scripts, and how long it may be silent afterwards, in ms. */
const [loadMs, silentMs, askMs] = [30_000, 5000, 1000]

/**
 * Makes the frame that draws a document. It has an origin of its own, so that not even a flaw of the drawing code lets a
 * document reach this page, its storage or the server: all bytes come by messages, and so does every wish of the reader.
 */
export function viewerFrame(wish: FrameWish): ViewerFrame {
  const element = document.createElement('iframe')
  // Before the address: a frame that is loaded first would have this page's origin.
  element.setAttribute('sandbox', 'allow-scripts')
  element.title = wish.title
  element.referrerPolicy = 'no-referrer'
  const { port1: port, port2: theirs } = new MessageChannel()
  const ending = new AbortController()
  let heardAt = Date.now()
  let isLoaded = false
  const tell = (message: ToFrame, transfer: Transferable[] = []): void => port.postMessage(message, transfer)
  const close = (): void => {
    ending.abort()
    clearInterval(timer)
    port.close()
    element.remove()
  }
  const timer = setInterval(() => {
    // A hidden page is slowed down by the browser, so its frame may be silent.
    if (document.hidden) heardAt = Date.now()
    if (Date.now() - heardAt > (isLoaded ? silentMs : loadMs)) {
      close()
      wish.died()
    } else if (isLoaded) tell({ say: 'still-there' })
  }, askMs)
  const give = async (begin: number, end: number): Promise<void> => {
    try {
      const bytes = await wish.source.read(begin, end, ending.signal)
      if (!ending.signal.aborted) tell({ say: 'bytes', begin, bytes }, [bytes])
    } catch (error) {
      if (!ending.signal.aborted) wish.failed(error)
    }
  }
  port.onmessage = ({ data }: MessageEvent<unknown>) => {
    heardAt = Date.now()
    isLoaded = true
    const heard = heardOf(data)
    if (heard?.say === 'want') void give(heard.begin, Math.min(wish.source.size, heard.end))
    else if (heard && heard.say !== 'here') wish.heard(heard)
  }
  element.addEventListener(
    'load',
    () => {
      const { lang, rightToLeft, saves, page } = wish
      // Its origin is opaque, so no other target than `*` names it. What goes there is the port and nothing else.
      element.contentWindow?.postMessage('chairside', '*', [theirs])
      tell({ say: 'open', size: wish.source.size, lang, rightToLeft, saves, page })
    },
    { once: true },
  )
  element.src = `${baseOf(wish.url)}/viewer`
  return { element, tell, close }
}
