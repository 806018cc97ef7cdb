import { protocolVersion, type Reply, socketPath } from '@chairside/protocol'
import { io, type Socket } from 'socket.io-client'
import type { Product } from './product.ts'
import { pause } from './server.ts'

/** Commands a second of each pair of people: half of what a socket may send. */
const pace = 10

/** How long answers took, and the ways from one person to the other, in milliseconds. */
export interface Times {
  readonly answers: number[]
  readonly ways: number[]
}

/** Two people of an appointment. */
export interface Talk {
  /** The patient asks for a snapshot. Then the practitioner enters a place, and the patient hears of it. */
  once(): Promise<{ answer: number; way: number }>
  close(): void
}

export async function openTalk(product: Product): Promise<Talk> {
  const { id, practitioner, patient } = await product.appointment()
  const [speaker, listener] = [await connect(product.url, practitioner), await connect(product.url, patient)]
  let place: 'call' | 'waiting-room' = 'call'
  return {
    once: async () => {
      const begin = performance.now()
      await command(listener, 'snapshot', { appointment: id })
      const answered = performance.now()
      const heard = new Promise<number>((resolve, reject) => {
        listener.once('appointment', () => resolve(performance.now()))
        listener.once('disconnect', (why) => reject(new Error(`a listener lost its connection: ${why}`)))
      })
      heard.catch(() => undefined)
      place = place === 'call' ? 'waiting-room' : 'call'
      await command(speaker, 'appointment:enter', { appointment: id, place })
      const way = (await heard) - answered
      listener.off('disconnect')
      return { answer: answered - begin, way }
    },
    close: () => {
      speaker.disconnect()
      listener.disconnect()
    },
  }
}

async function command(socket: Socket, name: string, payload: unknown): Promise<void> {
  const reply: Reply<unknown> = await socket.timeout(30_000).emitWithAck(name, payload)
  if (!reply.ok) throw new Error(`${name} was refused: ${reply.error.code}`)
}

/** Connects a socket. Resolves when its first snapshot is here. */
export function connect(url: string, token: string): Promise<Socket> {
  const auth = { version: protocolVersion, token, place: 'call' }
  const transports = ['websocket']
  const socket = io(url, { path: socketPath, transports, forceNew: true, reconnection: false, auth })
  return new Promise((resolve, reject) => {
    socket.once('snapshot', () => resolve(socket)).once('connect_error', reject)
  })
}

/** Lets all pairs talk for `seconds` seconds. */
export async function listen(talks: readonly Talk[], seconds: number): Promise<Times> {
  const [answers, ways]: [number[], number[]] = [[], []]
  const end = performance.now() + seconds * 1000
  await Promise.all(
    talks.map(async (talk, at) => {
      await pause((at * 1000) / pace / talks.length)
      while (performance.now() < end) {
        const begin = performance.now()
        const { answer, way } = await talk.once()
        answers.push(answer)
        ways.push(way)
        await pause(Math.max(0, 1000 / pace - (performance.now() - begin)))
      }
    }),
  )
  return { answers, ways }
}
