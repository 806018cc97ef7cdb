import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { output } from '../world/prepare.ts'
import type { Says, Told } from './server.ts'

const root = join(import.meta.dirname, '..', '..')
/** How long the server may take, in ms, on a busy machine: to start, and to answer or stop. */
const patience = { start: 90_000, answer: 60_000 }

/** The process of the server. One runs at a time, always on the same folder and port. Calls run one after the other. */
export interface Process {
  /** Server time less real time, in ms. */
  readonly offset: number
  /** Ends the process as a crash does, and starts it again. */
  kill(): Promise<void>
  /** Asks the process to stop, and starts it again. Gives how long the stop took, in ms, and the exit code. */
  term(): Promise<{ readonly ms: number; readonly code: number | null }>
  advance(ms: number): Promise<void>
  sweep(): Promise<void>
  /** Resolves when all earlier calls are done and the server listens. */
  settled(): Promise<void>
  close(): Promise<void>
}

export async function startProcess(env: Readonly<Record<string, string>>): Promise<Process> {
  let offset = 0
  let turn: Promise<unknown> = Promise.resolve()
  let child = await launch(env, offset)

  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const mine = turn.then(work, work)
    turn = mine.catch(() => undefined)
    return mine
  }
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> => {
    const mine = child
    if (mine.exitCode !== null || mine.signalCode !== null) return mine.exitCode
    const ended = once(mine, 'exit')
    mine.kill(signal)
    // A server that does not stop is killed. The time that this took then shows the fault.
    const late = setTimeout(() => mine.kill('SIGKILL'), patience.answer)
    await ended
    clearTimeout(late)
    return mine.exitCode
  }
  const tell = async (told: Told): Promise<void> => {
    const answered = once(child, 'message', { signal: AbortSignal.timeout(patience.answer) })
    child.send(told)
    await answered
  }
  return {
    get offset() {
      return offset
    },
    kill: () =>
      inTurn(async () => {
        await end('SIGKILL')
        child = await launch(env, offset)
      }),
    term: () =>
      inTurn(async () => {
        const begun = performance.now()
        const code = await end('SIGTERM')
        const ms = performance.now() - begun
        child = await launch(env, offset)
        return { ms, code }
      }),
    advance: (ms) =>
      inTurn(async () => {
        offset += ms
        await tell({ do: 'advance', ms })
      }),
    sweep: () => inTurn(() => tell({ do: 'sweep' })),
    settled: () => inTurn(async () => undefined),
    close: () => inTurn(async () => void (await end('SIGKILL'))),
  }
}

async function launch(env: Readonly<Record<string, string>>, offset: number): Promise<ChildProcess> {
  const log = openSync(join(output, 'model.log'), 'a')
  const child = spawn(process.execPath, ['--conditions=chairside-source', 'test/model/server.ts'], {
    cwd: root,
    env: { ...env, CLOCK_OFFSET: String(offset) },
    stdio: ['ignore', log, log, 'ipc'],
  })
  closeSync(log)
  const ended = once(child, 'exit').then(() => {
    throw new Error(`the server ended at its start with ${child.exitCode ?? child.signalCode}`)
  })
  ended.catch(() => undefined)
  const [says] = (await Promise.race([
    once(child, 'message', { signal: AbortSignal.timeout(patience.start) }),
    ended,
  ])) as [Says]
  if (says.said !== 'listens') throw new Error(`the server said ${says.said} at its start`)
  return child
}
