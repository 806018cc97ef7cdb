import type { Limits } from '../../limits.ts'
import type { ClamdAddress } from '../../scanner-settings.ts'
import type { Clock, ObjectStore, Scanner, ScanVerdict } from '../../seams.ts'
import { createSemaphore } from '../../semaphore.ts'
import { isOverStream, readAnswer } from './answer.ts'
import { askClamd, type Question, unavailable } from './connection.ts'

// The EICAR test file (eicar.org) in two pieces, so that scanners do not report this source file.
const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR', '-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*']

/** Scans with clamd of ClamAV 1.x, by INSTREAM: sealed bytes are streamed from the store. */
export function createClamd({
  address,
  store,
  clock,
  limits,
}: {
  address: ClamdAddress
  store: ObjectStore
  clock: Clock
  limits: Limits
}): Scanner {
  const slots = createSemaphore(limits.scans)
  const ask = (question: Question, signal: AbortSignal | undefined): Promise<string> =>
    askClamd(address, question, { clock, limits, signal })

  return {
    scans: true,
    scan: async (key, size, signal) => {
      const bytes = async function* (over: AbortSignal): AsyncIterable<Uint8Array> {
        let read = 0
        for await (const chunk of store.read(key, { start: 0, end: size - 1 }, { signal: over })) {
          read += chunk.length
          if (chunk.length > 0) yield chunk
        }
        if (read !== size) throw unavailable(`${read} of ${size} bytes`)
      }
      const question = { command: 'INSTREAM', bytes, mayEndEarly: isOverStream } as const
      return verdictOf(await slots(() => ask(question, signal), signal))
    },
    prove: (signal) => findTestFile((question) => ask(question, signal)),
  }
}

/** Scans the EICAR test file: anything but `infected` is wrong. Throws CHECK_UNAVAILABLE. */
export async function findTestFile(ask: (question: Question) => Promise<string>): Promise<ScanVerdict> {
  const pong = await ask({ command: 'PING' })
  if (pong !== 'PONG') throw unavailable(pong)
  const bytes = async function* (): AsyncIterable<Uint8Array> {
    yield Buffer.from(eicar.join(''))
  }
  return verdictOf(await ask({ command: 'INSTREAM', bytes }))
}

/** The answer as a verdict. Throws CHECK_UNAVAILABLE for a reply that is no word about the content. */
function verdictOf(reply: string): ScanVerdict {
  const answer = readAnswer(reply)
  if (answer.state === 'away') throw unavailable(reply)
  return answer
}
