import { ChairsideError, errorHeader } from '@chairside/protocol'
import { errorNamed, failure, fromWire, lineDown, strangersAnswer } from '../connection/failure.ts'
import { newId } from '../connection/id.ts'
import { openWay, sendOver } from '../connection/way.ts'
import { again, open } from './open.ts'

/** How long a hidden frame stays, in ms: the browser has long taken over the download by then, or shown an error. */
const frameMs = 60_000
/** How long the server may take to answer whether it has the content, in ms. */
const answerMs = 10_000

/**
 * Saves the content of `url`. In a browser, starts the browser's own download and gives null; in Node, gives the bytes.
 * Calls `failed` if the browser's download failed at its start.
 *
 * @throws ChairsideError when the content cannot be fetched; in Node also while its bytes are read
 */
export async function save(
  url: string,
  failed: (error: ChairsideError) => void = () => {},
): Promise<ReadableStream<Uint8Array> | null> {
  if (typeof document === 'undefined') return open(url)
  // A browser does not tell a page why a download failed: so the page asks the server first.
  await again(() => requireContent(url))
  const frame = follow(url)
  setTimeout(() => frame.remove(), frameMs)
  frame.addEventListener('load', () => {
    if (!isBlank(frame)) requireContent(url).then(() => failed(failure('STORAGE_UNAVAILABLE')), failed)
  })
  return null
}

/** Throws the server's error unless it has the content of `url`; LINE_DOWN if it cannot be reached. */
async function requireContent(url: string): Promise<void> {
  const ending = new AbortController()
  const late = setTimeout(() => ending.abort(), answerMs)
  try {
    const answer = await sendOver(openWay(), 'HEAD', (method, headers) =>
      fetch(url, {
        method,
        headers,
        credentials: 'omit',
        cache: 'no-store',
        // Only the browser's download follows a redirect to a store's own address.
        redirect: 'manual',
        signal: ending.signal,
      }),
    )
    if (answer.ok || answer.type === 'opaqueredirect') return
    const said = errorNamed(answer.headers.get(errorHeader))
    throw said ? fromWire(said) : strangersAnswer(answer.status)
  } catch (error) {
    throw error instanceof ChairsideError ? error : lineDown(error)
  } finally {
    clearTimeout(late)
  }
}

/** Has the browser download `url` in a hidden frame. */
function follow(url: string): HTMLIFrameElement {
  const name = `chairside-${newId()}`
  const frame = document.createElement('iframe')
  frame.name = name
  frame.hidden = true
  frame.ariaHidden = 'true'
  const link = document.createElement('a')
  link.href = url
  link.download = ''
  // A browser ignores `download` across origins and navigates: an error page then replaces only this frame's blank
  // page, never the call.
  link.target = name
  link.referrerPolicy = 'no-referrer'
  document.body.append(frame, link)
  link.click()
  link.remove()
  return frame
}

/**
 * Whether a frame still has its first, blank page. A download leaves that there; an error page has another address, or
 * is out of reach for scripts.
 */
function isBlank({ contentWindow }: HTMLIFrameElement): boolean {
  try {
    return contentWindow?.location.href === 'about:blank'
  } catch {
    return false
  }
}
