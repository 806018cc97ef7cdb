import type { Writable } from 'node:stream'
import { ChairsideError } from '@chairside/protocol'
import type { Limits } from '../../limits.ts'
import type { Clock, Picture } from '../../seams.ts'
import { saying } from '../../wire-error.ts'
import { readAnswers } from './answers.ts'
import { spawnDrawing, withoutSharp } from './spawn.ts'

/** Why the process ended: by us, for its time or its strange answer; without sharp; or by itself, with a signal or code. */
export type Ending =
  | { readonly state: 'stopped' | 'slow' | 'strange' | 'without-sharp' }
  | { readonly state: 'lost'; readonly by: string }

/** What became of a picture. */
export type Drawn =
  | { readonly state: 'drawn'; readonly webp: Uint8Array }
  | { readonly state: 'undrawn' }
  | Ending

/** The process that draws. It takes one picture at a time. */
export interface Child {
  /** True once it can draw, false when it has ended before that. */
  readonly ready: Promise<boolean>
  readonly ended: Promise<Ending>
  /** Ends itself with anything but `drawn` and `undrawn`. Throws what reading throws, and the signal's reason. */
  draw(picture: Picture, signal: AbortSignal): Promise<Drawn>
  stop(): void
}

/** Starts the process that draws. Throws the system's error when there is no room for a process. */
export async function startChild(parts: { clock: Clock; limits: Limits; program: string }): Promise<Child> {
  const { clock, limits, program } = parts
  const process = await spawnDrawing(limits, program)
  let why: 'stopped' | 'slow' | 'strange' | undefined
  const kill = (reason: typeof why): void => {
    why ??= reason
    process.kill('SIGKILL')
  }
  const ended = new Promise<Ending>((resolve) => {
    process.on('close', (code, signal) => {
      if (why !== undefined) resolve({ state: why })
      else if (code === withoutSharp) resolve({ state: 'without-sharp' })
      else resolve({ state: 'lost', by: signal ?? String(code) })
    })
  })
  // Signals and writes fail once the process has ended; `ended` says why it has.
  process.on('error', () => undefined)
  process.stdin.on('error', () => undefined)

  let next = Promise.withResolvers<Buffer>()
  const answers = (): Promise<Buffer> => next.promise
  const take = (answer: Buffer): void => {
    next.resolve(answer)
  }
  readAnswers(process.stdout, take, () => kill('strange'))

  /** Waits for the process, at most `thumbnailTime`. Gives undefined when it ends before. */
  const within = async <Value>(wait: Promise<Value>): Promise<Value | undefined> => {
    const calm = clock.after(limits.thumbnailTime, () => kill('slow'))
    try {
      return await Promise.race([wait, ended.then(() => undefined)])
    } finally {
      calm()
    }
  }

  const ready = within(answers()).then((hello) => hello !== undefined)

  const feed = async (picture: Picture, signal: AbortSignal): Promise<boolean> => {
    let sent = 0
    next = Promise.withResolvers()
    if (!(await within(write(process.stdin, lengthOf(picture.size))))) return false
    for await (const chunk of picture.read(signal)) {
      sent += chunk.length
      if (sent > picture.size) break
      if (!(await within(write(process.stdin, chunk)))) return false
    }
    if (sent === picture.size) return true
    throw new ChairsideError('STORAGE_UNAVAILABLE', { cause: saying(`${sent} of ${picture.size} bytes`) })
  }

  return {
    ready,
    ended,
    stop: () => kill('stopped'),
    draw: async (picture, signal) => {
      const abort = (): void => kill('stopped')
      signal.throwIfAborted()
      signal.addEventListener('abort', abort, { once: true })
      try {
        const isFed = (await ready) && (await feed(picture, signal))
        const answer = isFed ? await within(answers()) : undefined
        // A process that was told to end at the last moment takes no other picture.
        if (answer === undefined || why !== undefined) {
          const ending = await ended
          signal.throwIfAborted()
          return ending
        }
        return answer.length === 0 ? { state: 'undrawn' } : { state: 'drawn', webp: answer }
      } catch (error) {
        // It would wait for the rest of this picture.
        kill('stopped')
        await ended
        signal.throwIfAborted()
        throw error
      } finally {
        signal.removeEventListener('abort', abort)
      }
    },
  }
}

function lengthOf(size: number): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(size)
  return length
}

/** True once the chunk is written, and may be overwritten; false when the process takes no more. */
const write = (stream: Writable, chunk: Uint8Array): Promise<boolean> =>
  new Promise((resolve) => stream.write(chunk, (error) => resolve(!error)))
