import { pathOf, routes, spoken } from '@chairside/protocol'
import { ask } from './ask.ts'
import { timeouts, upgrade } from './changes.ts'
import { type Examination, within } from './examination.ts'
import { type Finding, ok, wrong } from './finding.ts'
import { dial } from './socket-check.ts'
import type { Throwaway } from './throwaway.ts'
import { whyUnanswered } from './unanswered.ts'

/** How long the server may be silent on a WebSocket, in ms: it pings every 10 s. */
const silence = 20_000

/** Whether a WebSocket on which nothing but pings go stays open, and whether a request that waits is answered. */
export async function checkIdle(exam: Examination, throwaway: Throwaway): Promise<Finding[]> {
  return await Promise.all([stays(exam, throwaway), waits(exam, throwaway)])
}

async function stays(exam: Examination, { token }: Throwaway): Promise<Finding> {
  const seconds = (ms: number): string => `${Math.round(ms / 1000)} s`
  // Both from the moment at which the socket is open: a slow dial is no idleness.
  let [begun, heard] = [exam.clock.now(), exam.clock.now()]
  const end = await within(
    exam,
    exam.idle + 60_000,
    (signal) =>
      new Promise<'whole' | 'closed' | 'failed'>((resolve, reject) => {
        const socket = dial(exam, signal)
        signal.addEventListener('abort', () => reject(signal.reason), { once: true })
        let cancel = (): void => undefined
        const done = (how: 'whole' | 'closed' | 'failed'): void => {
          cancel()
          resolve(how)
          socket.terminate()
        }
        socket.on('error', () => done('failed')).on('close', () => done('closed'))
        socket.on('message', (data) => {
          heard = exam.clock.now()
          const text = String(data)
          if (text.startsWith('0')) socket.send(`40${JSON.stringify({ ...spoken, token })}`)
          else if (text.startsWith('40')) {
            begun = heard
            cancel = exam.clock.after(exam.idle, () => done('whole'))
          } else if (text.startsWith('2')) socket.send('3')
          else if (text.startsWith('44')) done('failed')
        })
      }),
  )
  if (end === 'failed') return wrong('idle', 'A WebSocket with a token does not open.', ...upgrade)
  if (end === 'closed')
    return wrong(
      'idle',
      `A WebSocket on which only pings go is cut after ${seconds(exam.clock.now() - begun)}.`,
      ...timeouts,
    )
  if (exam.clock.now() - heard > silence)
    return wrong('idle', 'A WebSocket stays open, but the pings of the server do not come.', ...upgrade)
  return ok('idle', `A WebSocket on which only pings go stays open for ${seconds(exam.idle)}.`)
}

/** A revision that no appointment has, so that the answer comes when the wait of 25 s is over. */
const never = 999_999_999

async function waits(exam: Examination, { id, token }: Throwaway): Promise<Finding> {
  const path = `${pathOf(routes.awaitSnapshot, { id })}?after=${never}`
  try {
    const { status, code } = await ask(exam, 'GET', path, { bearer: token, limit: 45_000 })
    if (status === 200 || code !== undefined) return ok('idle', 'A request that waits for 25 s is answered.')
    return wrong(
      'idle',
      `A request that waits for 25 s is answered with ${status} by something in between.`,
      ...timeouts,
    )
  } catch (error) {
    if (exam.signal.aborted) throw error
    return wrong(
      'idle',
      `A request that waits for 25 s is not answered: ${whyUnanswered(error)}.`,
      ...timeouts,
    )
  }
}
