import { ChairsideError } from '@chairside/protocol'
import { rest } from '../async/pause.ts'
import { fromAnswer, lineDown } from '../connection/failure.ts'
import { isPassing, waitOf } from '../connection/refusal.ts'

/** A download without a byte for so long has lost its connection, in ms. */
const silentMs = 30_000
/** The pauses before bytes are asked for again, in ms. */
const pauses = [200, 800, 3_000]

/** One answer with bytes of a content. */
interface Part {
  /** Gives the next bytes. Throws LINE_DOWN when the connection breaks or is silent. */
  next(): Promise<ReadableStreamReadResult<Uint8Array>>
  /** Ends it. Never rejects: a connection that is broken has ended already. */
  cancel(reason: unknown): Promise<void>
  /** Names the content, so that another answer can go on with it. */
  readonly etag: string | null
}

/**
 * Fetches `url` and gives its bytes as they come. Where the connection breaks, it goes on with the bytes that lack: by
 * Range (RFC 9110, section 14.2), on whichever server, and never with those of another content.
 *
 * @throws ChairsideError when they cannot be fetched; also while they are read
 */
export async function open(url: string): Promise<ReadableStream<Uint8Array>> {
  let part = await again(() => ask(url))
  const { etag } = part
  let at = 0
  let over = false
  const goOn = async () => {
    if (over) throw new Error('The reader has left')
    part = await ask(url, { Range: `bytes=${at}-`, 'If-Range': etag ?? '' })
    // The reader left while the server was asked, and could only cancel the part before.
    if (over) await part.cancel(undefined)
    return part.next()
  }
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { done, value } = await part.next().catch((error) => {
        // A weak tag names no bytes (RFC 9110, section 13.1.5).
        if (!etag?.startsWith('"')) throw error
        return again(goOn)
      })
      if (done) return controller.close()
      at += value.length
      controller.enqueue(value)
    },
    cancel: (reason) => {
      over = true
      return part.cancel(reason)
    },
  })
}

/** Does `work` until it succeeds, fails for good, or has failed once more than there are pauses. */
export async function again<Result>(work: () => Promise<Result>): Promise<Result> {
  for (const pause of pauses) {
    try {
      return await work()
    } catch (error) {
      if (!isPassing(error)) throw error
      await rest(Math.max(pause, waitOf(error) ?? 0))
    }
  }
  return work()
}

/** Asks for a content, or by `headers` for the end of it. Throws as `open`; LINE_DOWN where it is another one by now. */
async function ask(url: string, headers: Record<string, string> = {}): Promise<Part> {
  const ending = new AbortController()
  /** Throws LINE_DOWN for what fails, or takes longer than `silentMs`. */
  const inTime = async <Result>(work: Promise<Result>): Promise<Result> => {
    const late = setTimeout(() => ending.abort(lineDown()), silentMs)
    try {
      return await work
    } catch (error) {
      throw error instanceof ChairsideError ? error : lineDown(error)
    } finally {
      clearTimeout(late)
    }
  }
  const answer = await inTime(fetch(url, { headers, signal: ending.signal }))
  if (!answer.ok) throw fromAnswer(answer.status, await inTime(answer.text()))
  const reader = (answer.body ?? new Blob().stream()).getReader()
  if (headers.Range && answer.status !== 206) {
    ending.abort()
    throw lineDown()
  }
  return {
    next: () => inTime(reader.read()),
    cancel: (reason) => reader.cancel(reason).catch(() => undefined),
    etag: answer.headers.get('etag'),
  }
}
