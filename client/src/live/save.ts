import { ChairsideError } from '@chairside/protocol'
import { fromAnswer, lineDown } from '../connection/failure.ts'
import { newId } from '../connection/id.ts'

/** How long a hidden frame stays, in ms: well past the moment where the browser takes the download over. */
const frameMs = 60_000
/** After so long without a byte a download has lost its connection, in ms. */
const silentMs = 30_000

/**
 * In a browser, lets it save what `url` gives, and gives null; in Node, gives the bytes.
 *
 * @throws ChairsideError in Node, what the server answered instead, also while its bytes are read
 */
export async function save(url: string): Promise<ReadableStream<Uint8Array> | null> {
  if (typeof document === 'undefined') return open(url)
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
  setTimeout(() => frame.remove(), frameMs)
  return null
}

async function open(url: string): Promise<ReadableStream<Uint8Array>> {
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
