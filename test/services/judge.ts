import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { atEnd } from '../world/until.ts'

export type Word = 'clean' | 'infected'

/** A scanner whose verdict stands in each content. It answers only when the test allows it. */
export interface Judge {
  /** The value for `CLAMD_URL`. */
  readonly url: string
  /** Answers about this content, now and whenever it is asked. */
  release(content: string): void
  /** `true`: answers about every content; `false`: only about released contents. */
  speak(everything: boolean): void
}

/** The mark that gives a content its name and verdict. It goes behind the end of a PDF, where readers do not look. */
export const markOf = (content: string, word: Word): string => `\n%judge ${content} ${word}\n`

const mark = /%judge (\S+) (clean|infected)\n/

/** Starts it. It speaks the part of clamd(8) that Chairside uses: PING, and INSTREAM. */
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
