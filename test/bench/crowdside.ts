import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** Two people who talk with each other. */
export interface Room {
  readonly id: string
  /** Their tokens. */
  readonly practitioner: string
  readonly patient: string
}

/** `bare`: a server of WebSockets that sends each text on. */
type Style = 'chairside' | 'bare'

/** What the process of the crowd is told. */
export type CrowdWish =
  | {
      readonly kind: 'open'
      readonly style: Style
      readonly urls: readonly string[]
      readonly rooms: readonly Room[]
    }
  | {
      readonly kind: 'talk'
      readonly style: Style
      /** Commands a second of all together. */
      readonly rate: number
      readonly seconds: number
      /** What is said to a bare server. */
      readonly text: string
    }

export interface CrowdAnswer {
  /** From each command to its event at the other side, in milliseconds. */
  readonly ways: readonly number[]
  /** An event as it came. */
  readonly sample: string
}

export interface Crowd {
  /** Connects everyone. The practitioners connect to the first server, the patients to the last. */
  open(urls: readonly string[], rooms: readonly Room[]): Promise<void>
  talk(rate: number, seconds: number, text?: string): Promise<CrowdAnswer>
  leave(): Promise<void>
}

/** Starts the process of a crowd; nobody is connected yet. */
export function startCrowd(style: Style): Crowd {
  const child = spawn(process.execPath, [...process.execArgv, join(import.meta.dirname, 'crowd.ts')], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const ended = once(child, 'exit')
  const ask = async (wish: CrowdWish): Promise<CrowdAnswer> => {
    const answer = once(child, 'message')
    child.send(wish)
    const [told] = await Promise.race([
      answer,
      ended.then(() => {
        throw new Error('the crowd has ended')
      }),
    ])
    return told as CrowdAnswer
  }
  return {
    open: async (urls, rooms) => void (await ask({ kind: 'open', style, urls, rooms })),
    talk: (rate, seconds, text = '') => ask({ kind: 'talk', style, rate, seconds, text }),
    leave: async () => {
      if (child.connected) child.disconnect()
      await ended
    },
  }
}
