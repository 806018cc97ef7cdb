import { ChairsideError, errorHeader } from '@chairside/protocol'
import {
  errorNamed,
  failure,
  fromAnswer,
  fromWire,
  lineDown,
  strangersAnswer,
} from '../connection/failure.ts'
import { newId } from '../connection/id.ts'

/** How long a hidden frame stays, in ms: well past the moment where the browser takes the download over, or shows why not. */
const frameMs = 60_000
/** After so long without a byte a download has lost its connection, in ms. */
const silentMs = 30_000
/** How long the server may take to say that the content is here, in ms. */
const answerMs = 10_000

/**
 * In a browser, lets it save what `url` gives, and gives null; in Node, gives the bytes. `failed` is called if the
 * browser's download turns out to have failed at its beginning.
 *
 * @throws ChairsideError why the content cannot be fetched; in Node also while its bytes are read
 */
export async function save(
  url: string,
  failed: (error: ChairsideError) => void = () => {},
): Promise<ReadableStream<Uint8Array> | null> {
  if (typeof document === 'undefined') return open(url)
  // A browser does not tell a page that its download failed: so the page asks first.
  await requireContent(url)
  const frame = follow(url)
  setTimeout(() => frame.remove(), frameMs)
  frame.addEventListener('load', () => {
    if (!isBlank(frame)) requireContent(url).then(() => failed(failure('STORAGE_UNAVAILABLE')), failed)
  })
  return null
}

/** Throws what the server says instead of the content behind `url`, or that it cannot be reached. */
async function requireContent(url: string): Promise<void> {
  const ending = new AbortController()
  const late = setTimeout(() => ending.abort(), answerMs)
  try {
    const answer = await fetch(url, {
      method: 'HEAD',
      credentials: 'omit',
      cache: 'no-store',
      // A store's own address is followed by the browser's download alone.
      redirect: 'manual',
      signal: ending.signal,
    })
    if (answer.ok || answer.type === 'opaqueredirect') return
    const said = errorNamed(answer.headers.get(errorHeader))
    throw said ? fromWire(said) : strangersAnswer(answer.status)
  } catch (error) {
    throw error instanceof ChairsideError ? error : lineDown(error)
  } finally {
    clearTimeout(late)
  }
}

/** Has the browser follow `url` in a hidden frame. */
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
 * Whether a frame still has its first page. What the browser saves leaves it there; any other page is an error's, out of
 * reach or with an address.
 */
function isBlank({ contentWindow }: HTMLIFrameElement): boolean {
  try {
    return contentWindow?.location.href === 'about:blank'
  } catch {
    return false
  }
}

/**
 * The bytes of what `url` gives, as they come.
 *
 * @throws ChairsideError why they cannot be fetched; LINE_DOWN also while they are read
 */
export async function open(url: string): Promise<ReadableStream<Uint8Array>> {
  const ending = new AbortController()
  const late = setTimeout(() => ending.abort(lineDown()), silentMs)
  try {
    const answer = await fetch(url, { signal: ending.signal })
    if (!answer.ok) throw fromAnswer(answer.status, await answer.text())
    return watched(answer.body ?? new Blob([]).stream(), ending)
  } catch (error) {
    throw error instanceof ChairsideError ? error : lineDown(error)
  } finally {
    clearTimeout(late)
  }
}

/** Gives the same bytes; a connection that is cut or silent for too long ends the stream with LINE_DOWN. */
function watched(body: ReadableStream<Uint8Array>, ending: AbortController): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const late = setTimeout(() => ending.abort(lineDown()), silentMs)
      try {
        const { done, value } = await reader.read()
        if (done) controller.close()
        else controller.enqueue(value)
      } catch (error) {
        controller.error(error instanceof ChairsideError ? error : lineDown(error))
      } finally {
        clearTimeout(late)
      }
    },
    cancel: (reason) => reader.cancel(reason),
  })
}
