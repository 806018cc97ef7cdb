import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { ChairsideError, KB } from '@chairside/protocol'
import type { ClamdAddress } from '../../config.ts'
import type { Limits } from '../../limits.ts'
import type { Clock } from '../../seams.ts'
import { saying } from '../../wire-error.ts'

/** A command to clamd, and for INSTREAM the bytes that follow it. */
export interface Question {
  readonly command: 'PING' | 'INSTREAM'
  /** Reads the bytes until the signal aborts. */
  readonly bytes?: (signal: AbortSignal) => AsyncIterable<Uint8Array>
  /** Whether a reply counts although clamd has not read the last byte. */
  readonly mayEndEarly?: (reply: string) => boolean
}

const longestReply = 4 * KB

/**
 * Sends one command to clamd on a new connection, by clamd(8): commands with the prefix z end with a NUL, and
 * so do their replies; a stream is chunks of `<length><data>`, the length as four bytes in network order, and
 * ends with a length of zero. Gives the reply without NUL. Throws CHECK_UNAVAILABLE, or the signal's reason.
 */
export async function askClamd(
  address: ClamdAddress,
  { command, bytes, mayEndEarly }: Question,
  { clock, limits, signal }: { clock: Clock; limits: Limits; signal?: AbortSignal | undefined },
): Promise<string> {
  signal?.throwIfAborted()
  const socket = connect(address)
  const over = new AbortController()
  let calm = (): void => undefined
  const within = (ms: number): void => {
    calm()
    calm = clock.after(ms, () => socket.destroy(unavailable('no answer in time')))
  }
  const abort = (): void => void socket.destroy()
  signal?.addEventListener('abort', abort, { once: true })
  const reply = readReply(socket)
  reply.catch(() => undefined)

  const send = async (): Promise<void> => {
    const room = async (written: boolean): Promise<void> => {
      within(limits.scanSilence)
      if (!written) await once(socket, 'drain', { signal: over.signal })
    }
    within(limits.scanConnect)
    await once(socket, 'connect', { signal: over.signal })
    await room(socket.write(`z${command}\0`))
    if (bytes === undefined) return
    for await (const chunk of bytes(over.signal)) {
      socket.write(lengthOf(chunk.length))
      await room(socket.write(chunk))
    }
    await room(socket.write(lengthOf(0)))
  }

  const sending = send()
  try {
    const early = await Promise.race([sending, reply])
    if (early !== undefined) {
      if (mayEndEarly?.(early)) return early
      // A reply before the last byte is not about the whole content.
      throw unavailable(early)
    }
    return await reply
  } catch (error) {
    signal?.throwIfAborted()
    throw error instanceof ChairsideError ? error : unavailable(undefined, error)
  } finally {
    signal?.removeEventListener('abort', abort)
    over.abort()
    socket.destroy()
    await sending.catch(() => undefined)
    calm()
  }
}

/** The error for a content that was not scanned. `reply` is what clamd said, or what happened; only the log gets it. */
export function unavailable(reply: string | undefined, cause?: unknown): ChairsideError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined
  const said = (reply ?? code)?.replace(/[^\x20-\x7e]/g, ' ').slice(0, 120)
  return new ChairsideError('CHECK_UNAVAILABLE', { cause: said === undefined ? cause : saying(said, cause) })
}

function lengthOf(size: number): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(size)
  return length
}

/** The only reply of a connection. Rejects without a final NUL. */
function readReply(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let read = ''
    socket.on('data', (chunk) => {
      read += chunk.toString('latin1')
      const end = read.indexOf('\0')
      if (end >= 0 && end === read.length - 1) resolve(read.slice(0, end))
      else if (end >= 0 || read.length > longestReply) socket.destroy(unavailable('no reply of clamd'))
    })
    socket.on('error', reject)
    socket.on('close', () => reject(unavailable('the connection ended without a reply')))
  })
}
