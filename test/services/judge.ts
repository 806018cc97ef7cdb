import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { atEnd } from '../world/until.ts'

export type Word = 'clean' | 'infected'

/** A scanner that reads its word in each content, and keeps it to itself until the test lets it speak. */
export interface Judge {
  /** For CLAMD_URL. */
  readonly url: string
  /** Says its word of this content, now and whenever it is asked. */
  release(content: string): void
  /** Says its word of everything, or of nothing but what was released. */
  speak(everything: boolean): void
}

/** What a content says of itself behind its end, where no reader looks. */
export const markOf = (content: string, word: Word): string => `\n%judge ${content} ${word}\n`

const mark = /%judge (\S+) (clean|infected)\n/

/** Speaks as much of clamd(8) as is asked of it: PING, and INSTREAM with a content of one chunk. */
export async function startJudge(): Promise<Judge> {
  const released = new Set<string>()
  const waiting = new Map<Socket, { content: string; reply: string }>()
  let open = false
  const look = (): void => {
    for (const [line, { content, reply }] of waiting) {
      if (!open && !released.has(content)) continue
      waiting.delete(line)
      line.end(reply)
    }
  }
  const server = createServer((line) => {
    let heard = Buffer.alloc(0)
    line.on('error', () => undefined).on('close', () => waiting.delete(line))
    line.on('data', (chunk) => {
      heard = Buffer.concat([heard, chunk])
      if (heard.includes('zPING\0')) line.end('PONG\0')
      if (!heard.subarray(-4).equals(Buffer.alloc(4))) return
      const [, content, word] = mark.exec(heard.toString('latin1')) ?? []
      const reply = word === 'clean' ? 'stream: OK\0' : 'stream: Chairside.Test FOUND\0'
      if (content === undefined) line.end(reply)
      else waiting.set(line, { content, reply })
      look()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  atEnd(() => {
    for (const line of waiting.keys()) line.destroy()
    server.close()
  })
  return {
    url: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    release: (content) => {
      released.add(content)
      look()
    },
    speak: (everything) => {
      open = everything
      look()
    },
  }
}
