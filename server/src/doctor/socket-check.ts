import type { IncomingMessage } from 'node:http'
import { oldestVersion, protocolVersion, socketPath, type VersionWindow } from '@chairside/protocol'
import { WebSocket } from 'ws'
import { jsonOf } from './ask.ts'
import { chairside, droppedRequestHeader, forbiddenMethod, subPath, timeouts, upgrade } from './changes.ts'
import { answerTime, type Examination, within } from './examination.ts'
import { type Finding, ok, wrong } from './finding.ts'
import { whyUnanswered } from './unanswered.ts'

/** How a try to open the WebSocket ended. */
type Opening =
  /** The server said something, and answered what it was told: `version` is what it speaks. */
  | { readonly state: 'spoken'; readonly version: VersionWindow | undefined }
  | { readonly state: 'refused'; readonly status: number; readonly code: string | undefined }
  | { readonly state: 'silent'; readonly after: 'handshake' | 'question' }
  | { readonly state: 'failed'; readonly why: string }

/** Whether a WebSocket opens, and carries messages both ways. */
export async function checkSocket(exam: Examination): Promise<Finding[]> {
  const opening = await open(exam)
  switch (opening.state) {
    case 'spoken': {
      const { version: window } = opening
      if (window === undefined)
        return [
          wrong('socket', 'A WebSocket opens, but what answers on it is no Chairside server.', ...upgrade),
        ]
      const fits = window.version >= oldestVersion && window.oldest <= protocolVersion
      const speaks = `the server speaks versions ${window.oldest} to ${window.version} of the wire`
      return fits
        ? [ok('socket', `A WebSocket opens and carries messages both ways; ${speaks}.`)]
        : [
            wrong(
              'socket',
              `A WebSocket opens, but ${speaks}, this package ${oldestVersion} to ${protocolVersion}.`,
              chairside('the same release on both sides'),
            ),
          ]
    }
    case 'silent':
      return [
        opening.after === 'handshake'
          ? wrong(
              'socket',
              'A WebSocket is accepted, and then nothing comes: something in between holds its messages back.',
              ...upgrade,
            )
          : wrong(
              'socket',
              'A WebSocket opens, but what is sent on it does not arrive, or its answer does not.',
              ...upgrade,
            ),
      ]
    case 'failed':
      return [wrong('socket', `A WebSocket does not open: ${opening.why}.`, ...upgrade)]
    case 'refused':
      return [refused(exam, opening)]
  }
}

function refused(
  { origin }: Examination,
  { status, code }: { status: number; code: string | undefined },
): Finding {
  if (code === 'ORIGIN_NOT_ALLOWED')
    return wrong(
      'socket',
      `A WebSocket from pages of ${origin ?? 'no origin'} is refused by the server.`,
      chairside(`ALLOWED_ORIGINS=${origin ?? '...'} (beside those that it has)`),
      ...droppedRequestHeader('Origin').slice(0, 1),
    )
  const got = `A WebSocket does not open: its handshake is answered with ${status}`
  switch (status) {
    case 400:
    case 426:
      return wrong('socket', `${got}, as when Upgrade and Connection are taken away on the way.`, ...upgrade)
    case 401:
    case 403:
    case 405:
    case 407:
      return wrong('socket', `${got} by something in between.`, ...upgrade, ...forbiddenMethod('GET'))
    case 404:
      return wrong('socket', `${got}: its path does not reach the server as it is.`, ...subPath, ...upgrade)
    case 200:
      return wrong('socket', `${got}: something in between takes it for a page.`, ...upgrade)
    case 502:
    case 503:
    case 504:
      return wrong(
        'socket',
        `${got}: the proxy does not reach the server, or not in time.`,
        ...upgrade,
        ...timeouts,
      )
    default:
      return wrong('socket', `${got}.`, ...upgrade)
  }
}

/** The address of the socket, as Engine.IO 4 has it. */
export const socketAddress = ({ url }: Pick<Examination, 'url'>): string =>
  `${url.replace(/^http/, 'ws')}${socketPath}/?EIO=4&transport=websocket`

/** Dials. The socket is closed when the signal is aborted. */
export function dial(exam: Examination, signal: AbortSignal): WebSocket {
  const socket = new WebSocket(socketAddress(exam), {
    rejectUnauthorized: exam.trusted,
    perMessageDeflate: false,
    headers: { 'user-agent': 'chairside-doctor' },
    ...(exam.origin !== undefined && { origin: exam.origin }),
  })
  signal.addEventListener('abort', () => socket.terminate(), { once: true })
  return socket
}

async function open(exam: Examination): Promise<Opening> {
  let after: 'dial' | 'handshake' | 'question' = 'dial'
  try {
    return await within(
      exam,
      answerTime,
      (signal) =>
        new Promise<Opening>((resolve, reject) => {
          const socket = dial(exam, signal)
          signal.addEventListener('abort', () => reject(signal.reason), { once: true })
          const done = (opening: Opening): void => {
            resolve(opening)
            socket.terminate()
          }
          socket.on('error', (error) => done({ state: 'failed', why: whyUnanswered(error) }))
          socket.on('close', () => done({ state: 'failed', why: 'the connection was cut' }))
          socket.on('unexpected-response', (_request, answer) => {
            void refusalOf(answer).then(done)
          })
          socket.on('open', () => {
            after = 'handshake'
          })
          socket.on('message', (data) => {
            const text = String(data)
            // Engine.IO: 0 opens. Socket.IO: 40 connects, 44 refuses.
            if (text.startsWith('0')) {
              after = 'question'
              // Without a version the server refuses by naming its own.
              socket.send('40{}')
            } else if (text.startsWith('44')) {
              const { data: why } = jsonOf<{ data: { server?: VersionWindow } }>(text.slice(2)) ?? {}
              done({ state: 'spoken', version: why?.server })
            } else if (!text.startsWith('2')) done({ state: 'spoken', version: undefined })
          })
        }),
    )
  } catch (error) {
    if (exam.signal.aborted) throw error
    return after === 'dial' ? { state: 'failed', why: whyUnanswered(error) } : { state: 'silent', after }
  }
}

async function refusalOf(answer: IncomingMessage): Promise<Opening> {
  let text = ''
  try {
    for await (const chunk of answer) text += String(chunk).slice(0, 4096)
  } catch {
    // Its status is enough.
  }
  const code = jsonOf<{ error: { code?: string } }>(text)?.error?.code
  return { state: 'refused', status: answer.statusCode ?? 0, code }
}
