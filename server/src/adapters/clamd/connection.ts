import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { ChairsideError, KB } from '@chairside/protocol'
import type { Limits } from '../../limits.ts'
import type { ClamdAddress } from '../../scanner-settings.ts'
import type { Clock } from '../../seams.ts'
import { saying } from '../../wire-error.ts'

/** A command to clamd, and for INSTREAM the bytes that follow it. */
export interface Question {
  readonly command: 'PING' | 'VERSION' | 'INSTREAM'
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
  const { socket, reply } = open(address)
  const over = new AbortController()
  let calm = (): void => undefined
  const within = (ms: number): void => {
    calm()
    calm = clock.after(ms, () => socket.destroy(unavailable('no answer in time')))
  }
  const abort = (): void => void socket.destroy()
  signal?.addEventListener('abort', abort, { once: true })

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

/** A connection, and its only reply, which rejects without a final NUL. */
function open(address: ClamdAddress): { readonly socket: Socket; readonly reply: Promise<string> } {
  const { promise: reply, resolve, reject } = Promise.withResolvers<string>()
  const buffer = Buffer.alloc(longestReply)
  let read = ''
  const take = (count: number): boolean => {
    read += buffer.toString('latin1', 0, count)
    const end = read.indexOf('\0')
    if (end >= 0 && end === read.length - 1) resolve(read.slice(0, end))
    else if (end >= 0 || read.length > longestReply) socket.destroy(unavailable('no reply of clamd'))
    return true
  }
  const socket = connect({
    ...address,
    // A stream would drop what is read after a failed write.
    onread: { buffer, callback: take },
  })
  endReadingFirst(socket)
  socket.on('error', reject)
  socket.on('close', () => reject(unavailable('the connection ended without a reply')))
  reply.catch(() => undefined)
  return { socket, reply }
}

/**
 * Lets a failed write end a socket only once what came before it was read. When clamd says that a stream is too long, it
 * closes a connection of which it has not read all; the system then resets it right behind the reply.
 */
function endReadingFirst(socket: Socket): void {
  const destroy = socket.destroy.bind(socket)
  socket.destroy = (error?: Error) => {
    const isOfWriting = error !== undefined && 'syscall' in error && error.syscall === 'write'
    if (!isOfWriting) return destroy(error)
    // Between the two, Node has read from every socket once.
    setImmediate(() => setImmediate(() => destroy(error)))
    return socket
  }
}
