import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../world/port.ts'
import { atEnd, until } from '../world/until.ts'
import { install } from './install.ts'

/** A real clamd with a few signatures of its own. A test starts and stops it. */
export interface Clamd {
  /** The value for `CLAMD_URL`: its TCP port, which stays the same. */
  readonly url: string
  readonly port: number
  /** Its socket file. */
  readonly socket: string
  start(): Promise<void>
  stop(): Promise<void>
}

// In two pieces, so that a scanner does not report this file.
export const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR', '-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('')
/** This clamd reports this text as malware, wherever it stands in a file. */
export const marker = ['CHAIRSIDE-TEST', '-MALWARE-MARKER'].join('')
/** This clamd reports this text as a find of its heuristics. */
export const guess = ['CHAIRSIDE-TEST', '-SUSPICION-MARKER'].join('')

/**
 * A line of a ClamAV database ("Body-based Signature"): name, target 0 (any file), offset * (anywhere), text in hex.
 */
const signature = (name: string, text: string): string => `${name}:0:*:${Buffer.from(text).toString('hex')}\n`

/** Installs clamd if it is missing. A test file calls it before its tests. */
export const installClamd = (): Promise<void> => install('clamd')

/**
 * Prepares a clamd that does not run yet. Its settings are those of docs/operating.md, and `settings` replaces some.
 */
export async function prepareClamd({
  settings = {},
  signatures = true,
}: {
  settings?: Readonly<Record<string, string | number>>
  signatures?: boolean
} = {}): Promise<Clamd> {
  const folder = mkdtempSync(join(tmpdir(), 'chairside-clamd-'))
  const port = await freePort()
  const socket = join(folder, 'clamd.sock')
  const known = signatures
    ? [
        signature('Chairside.Test.Eicar', eicar),
        signature('Chairside.Test.Marker', marker),
        signature('Heuristics.Chairside.Test', guess),
      ]
    : [signature('Chairside.Test.Other', 'CHAIRSIDE-TEST-SOMETHING-ELSE')]
  mkdirSync(join(folder, 'db'))
  writeFileSync(join(folder, 'db', 'test.ndb'), known.join(''))
  const lines = {
    Foreground: 'yes',
    LogFile: join(folder, 'clamd.log'),
    DatabaseDirectory: join(folder, 'db'),
    OfficialDatabaseOnly: 'no',
    TemporaryDirectory: folder,
    LocalSocket: socket,
    TCPSocket: port,
    TCPAddr: '127.0.0.1',
    StreamMaxLength: '110M',
    MaxFileSize: '110M',
    MaxScanSize: '400M',
    AlertExceedsMax: 'yes',
    MaxThreads: 4,
    SelfCheck: 0,
    ...settings,
  }
  const conf = join(folder, 'clamd.conf')
  const text = Object.entries(lines).map(([name, value]) => `${name} ${value}\n`)
  writeFileSync(conf, text.join(''))

  let child: ChildProcess | undefined
  const stop = async (): Promise<void> => {
    const mine = child
    child = undefined
    if (mine === undefined || mine.exitCode !== null) return
    const ended = once(mine, 'exit')
    mine.kill('SIGKILL')
    await ended
    rmSync(socket, { force: true })
  }
  atEnd(async () => {
    await stop()
    rmSync(folder, { recursive: true, force: true })
  })
  return {
    url: `tcp://127.0.0.1:${port}`,
    port,
    socket,
    start: async () => {
      const mine = spawn('/usr/sbin/clamd', ['--config-file', conf], { stdio: 'ignore' })
      child = mine
      await until(
        'clamd answers',
        () => {
          if (mine.exitCode !== null) throw new Error(`clamd ended with ${mine.exitCode}`)
          return answers(port)
        },
        1500,
      )
    },
    stop,
  }
}

export async function startClamd(options?: Parameters<typeof prepareClamd>[0]): Promise<Clamd> {
  const clamd = await prepareClamd(options)
  await clamd.start()
  return clamd
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const line = connect(port, '127.0.0.1', () => line.write('zPING\0'))
    line.once('data', (said) => {
      resolve(said.toString() === 'PONG\0')
      line.destroy()
    })
    line.once('error', () => resolve(false)).once('close', () => resolve(false))
  })
}
