import { ChairsideError } from '@chairside/protocol'
import { rest } from '../async/pause.ts'
import { fromAnswer, lineDown } from '../connection/failure.ts'
import { isPassing } from '../connection/refusal.ts'

/** A download without a byte for so long has lost its connection, in ms. */
const silentMs = 30_000
/** The pauses before bytes are asked for again, in ms: of the first bytes, and of those after a line that broke. */
export const pauses = { first: [200, 800], next: [200, 800, 2_000, 5_000] } as const

/** One answer with bytes of a content. */
interface Part {
  /** Gives the next bytes; undefined after the last. Throws LINE_DOWN when the connection breaks or is silent. */
  next(): Promise<Uint8Array | undefined>
  cancel(reason: unknown): Promise<void>
  /** Names the content, so that another answer can go on with it; absent where none can. */
  readonly etag: string | undefined
}

/**
 * Fetches `url` and gives its bytes as they come. Where the connection breaks, it goes on with the bytes that lack: by
 * Range (RFC 9110, section 14.2), on whichever server, and never with those of another content.
 *
 * @throws ChairsideError when they cannot be fetched; also while they are read
 */
export async function open(url: string): Promise<ReadableStream<Uint8Array>> {
  const closing = new AbortController()
  let part = await again(pauses.first, closing.signal, () => ask(url))
  const { etag } = part
  let at = 0
  const next = async (): Promise<Uint8Array | undefined> => {
    try {
      return await part.next()
    } catch (error) {
      if (etag === undefined || closing.signal.aborted) throw error
      return again(pauses.next, closing.signal, async () => {
        part = await ask(url, { at, etag })
        return part.next()
      })
    }
  }
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      try {
        const bytes = await next()
        if (bytes === undefined) return controller.close()
        at += bytes.length
        controller.enqueue(bytes)
      } catch (error) {
        controller.error(error)
      }
    },
    cancel: (reason) => {
      closing.abort(reason)
      return part.cancel(reason)
    },
  })
}

/** Does `work` until it succeeds, fails for good, or has failed once more than there are pauses. */
export async function again<Result>(
  pauses: readonly number[],
  stop: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await work()
    } catch (error) {
      const pause = pauses[tries]
      if (pause === undefined || stop.aborted || !isPassing(error)) throw error
      await rest(pause, stop)
    }
  }
}

/** Asks for a content, or for its bytes from `from.at` on. Throws as `open`; LINE_DOWN for those of another content. */
async function ask(url: string, from?: { readonly at: number; readonly etag: string }): Promise<Part> {
  const ending = new AbortController()
  const headers = from && { Range: `bytes=${from.at}-`, 'If-Range': from.etag }
  const answer = await inTime(ending, () =>
    fetch(url, { signal: ending.signal, ...(headers && { headers }) }),
  )
  if (!answer.ok) throw fromAnswer(answer.status, await inTime(ending, () => answer.text()))
  if (from && answer.status !== 206) {
    ending.abort()
    throw lineDown(new Error('The server has another content by now'))
  }
  const reader = answer.body?.getReader()
  const etag = answer.headers.get('etag')
  return {
    next: async () => (await inTime(ending, async () => reader?.read()))?.value,
    cancel: async (reason) => reader?.cancel(reason),
    // A weak one names no bytes (RFC 9110, section 13.1.5).
    etag: etag?.startsWith('"') ? etag : undefined,
  }
}

/** Throws LINE_DOWN for what fails, or takes longer than `silentMs`: then `ending` is aborted. */
async function inTime<Result>(ending: AbortController, work: () => Promise<Result>): Promise<Result> {
  const late = setTimeout(() => ending.abort(lineDown()), silentMs)
  try {
    return await work()
  } catch (error) {
    throw error instanceof ChairsideError ? error : lineDown(error)
  } finally {
    clearTimeout(late)
  }
}
