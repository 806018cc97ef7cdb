import type { Limits } from '../../limits.ts'
import type { Log } from '../../log.ts'
import type { Clock, Picture, Thumbnailer } from '../../seams.ts'
import { createSemaphore } from '../../semaphore.ts'
import { type Child, type Ending, startChild } from './child.ts'
import { drawProgram } from './spawn.ts'

/** The media types of what goes in. HEIC is drawn where libvips has a decoder of HEVC; sharp's own has none. */
const mimes: ReadonlySet<string> = new Set(
  ['jpeg', 'png', 'webp', 'gif', 'avif', 'heic', 'heif'].map((name) => `image/${name}`),
)

/**
 * Draws with sharp in a process of its own, which starts with the first picture and ends when none has come for a while.
 * A picture that kills or hangs it gets no thumbnail; the next one gets a new process. `program` is for tests.
 */
export function createThumbnailer(parts: {
  clock: Clock
  limits: Limits
  log: Log
  program?: string
}): Thumbnailer {
  const { clock, limits, log, program = drawProgram } = parts
  const inTurn = createSemaphore(1)
  const closing = new AbortController()
  let child: Child | undefined
  let isUnavailable = false
  let waiting = 0
  let stayIdle = (): void => undefined

  const running = async (): Promise<Child> => {
    if (child !== undefined) return child
    const started = await startChild({ clock, limits, program })
    child = started
    void started.ended.then((ending) => {
      child = undefined
      tell(ending)
    })
    return started
  }
  const end = async (): Promise<void> => {
    const last = child
    last?.stop()
    await last?.ended
  }

  const tell = (ending: Ending): void => {
    if (ending.state === 'without-sharp') {
      isUnavailable = true
      log.warn('sharp does not run on this platform: pictures get no thumbnails')
    } else if (ending.state !== 'stopped') log.warn(ending, 'the process that draws thumbnails has ended')
  }

  const draw = async (picture: Picture, signal: AbortSignal): Promise<Uint8Array | undefined> => {
    const first = await (await running()).draw(picture, signal)
    // The kernel may have ended it for memory that another process wanted: so once more.
    const isKilled = first.state === 'lost' && first.by === 'SIGKILL'
    const drawn = isKilled ? await (await running()).draw(picture, signal) : first
    return drawn.state === 'drawn' ? drawn.webp : undefined
  }

  /** Runs work when all before it is over. The process may end once nothing has followed for a while. */
  const alone = <Result>(work: () => Promise<Result>, signal: AbortSignal): Promise<Result> =>
    inTurn(async () => {
      stayIdle()
      try {
        return await work()
      } finally {
        stayIdle = clock.after(limits.thumbnailIdle, () => void inTurn(end))
      }
    }, signal)

  return {
    make: async (picture, signal) => {
      const either = AbortSignal.any(signal ? [signal, closing.signal] : [closing.signal])
      either.throwIfAborted()
      const isRefused = !mimes.has(picture.mime) || picture.size === 0 || picture.size > limits.thumbnailBytes
      if (isUnavailable || isRefused || waiting >= limits.thumbnailsWaiting) return undefined
      waiting += 1
      try {
        return await alone(async () => (isUnavailable ? undefined : draw(picture, either)), either)
      } finally {
        waiting -= 1
      }
    },
    prove: async () => !isUnavailable && alone(async () => (await running()).ready, closing.signal),
    close: async () => {
      closing.abort()
      await inTurn(end)
      stayIdle()
    },
  }
}
