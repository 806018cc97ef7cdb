import { socketPath, spoken } from '@chairside/protocol'
import { WebSocket } from 'ws'
import type { CrowdAnswer, CrowdWish, Room } from './crowdside.ts'

/*
 * Many people, in a process of their own and as light as they can be: WebSockets that speak the few packets of Engine.IO 4
 * and Socket.IO 5 which Chairside's SDK would send. Two in each room. The parent says what to do, and gets an answer each.
 */

/** How many connections open at the same time. */
const opening = 32

interface Pair {
  readonly room: Room
  readonly speaker: WebSocket
  readonly listener: WebSocket
  /** When the speaker said something of which the listener has not heard yet. */
  saidAt: number | undefined
  said: number
}

const pairs: Pair[] = []
let ways: number[] = []
let sample = ''

/** The messages that a server of either kind sends. */
const isEvent = {
  chairside: (text: string) => text.startsWith('42["appointment"'),
  bare: (text: string) => text.length > 8,
}

async function open({ style, urls, rooms }: Extract<CrowdWish, { kind: 'open' }>): Promise<void> {
  const waiting = rooms.entries()
  const [first = '', second = first] = urls
  await Promise.all(
    Array.from({ length: opening }, async () => {
      for (const [, room] of waiting) {
        const [speaker, listener] = await Promise.all([
          join(style, first, room, room.practitioner),
          join(style, second, room, room.patient),
        ])
        const pair: Pair = { room, speaker, listener, saidAt: undefined, said: 0 }
        listener.on('message', (data) => {
          const text = String(data)
          if (pair.saidAt === undefined || !isEvent[style](text)) return
          ways.push(performance.now() - pair.saidAt)
          pair.saidAt = undefined
          sample = text
        })
        pairs.push(pair)
      }
    }),
  )
}

/** Resolves when the person is in: for Chairside, with the first snapshot. */
let people = 0

function join(style: CrowdWish['style'], url: string, { id }: Room, token: string): Promise<WebSocket> {
  const address = style === 'bare' ? `${url}/${id}` : `${url}${socketPath}/?EIO=4&transport=websocket`
  const socket = new WebSocket(address, { perMessageDeflate: false, skipUTF8Validation: true })
  const auth = JSON.stringify({ ...spoken, token, place: 'call' })
  people += 1
  return new Promise((resolve, reject) => {
    socket.on('error', reject)
    socket.on('close', (code) => fail(`a connection of ${people} was closed with ${code}`))
    socket.on('message', (data) => {
      const text = String(data)
      if (style === 'bare') resolve(socket)
      else if (text.startsWith('0')) socket.send(`40${auth}`)
      else if (text === '2') socket.send('3')
      else if (text.startsWith('42["snapshot"')) resolve(socket)
      else if (text.startsWith('44') || text.startsWith('42["goodbye"')) fail(text)
      else if (text.startsWith('43') && !text.includes('"ok":true')) fail(text)
    })
  })
}

/** Lets `rate` speakers a second say something, one after the other, for `seconds`. */
async function talk({ style, rate, seconds, text }: Extract<CrowdWish, { kind: 'talk' }>): Promise<void> {
  ways = []
  const begin = performance.now()
  let said = 0
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const past = performance.now() - begin
      const due = Math.floor((Math.min(past, seconds * 1000) * rate) / 1000)
      for (; said < due; said += 1) speak(style, pairs[said % pairs.length], text)
      if (past < seconds * 1000) return
      clearInterval(timer)
      resolve()
    }, 1)
  })
  const deadline = performance.now() + 10_000
  while (ways.length < said && performance.now() < deadline) await new Promise((go) => setTimeout(go, 5))
  if (ways.length < said) fail(`${said - ways.length} of ${said} events did not arrive`)
}

function speak(style: CrowdWish['style'], pair: Pair | undefined, text: string): void {
  if (pair === undefined || pair.saidAt !== undefined) {
    fail('the server is too slow for this rate')
    return
  }
  pair.said += 1
  const place = pair.said % 2 === 0 ? 'call' : 'waiting-room'
  const command = ['appointment:enter', { appointment: pair.room.id, place }]
  pair.saidAt = performance.now()
  pair.speaker.send(style === 'bare' ? text : `42${pair.said}${JSON.stringify(command)}`)
}

function fail(why: string): void {
  console.error(`the crowd: ${why}`)
  process.exit(1)
}

process.on('message', async (wish: CrowdWish) => {
  if (wish.kind === 'open') await open(wish)
  else await talk(wish)
  process.send?.({ ways, sample } satisfies CrowdAnswer)
})
process.once('disconnect', () => process.exit())
