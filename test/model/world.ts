import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../world/port.ts'
import { output } from '../world/prepare.ts'
import { type Clinic, createClinic } from './clinic.ts'
import { type Line, openLine } from './line.ts'
import { type Process, startProcess } from './process.ts'

/** One server with its folder and its backend. It plays one episode after the other. */
export interface World {
  readonly url: string
  readonly dataDir: string
  readonly store: 'disk' | 's3'
  readonly process: Process
  readonly clinic: Clinic
  /** The line over which the addresses of tickets lead. */
  readonly downloads: Line
  /** The server's time, in ms since the epoch. */
  now(): number
  /** Called with every text that no output may hold. */
  keep(secret: string): void
}

export interface WorldSettings {
  /** The environment variables of a bucket for the files. If absent, files are kept on the disk. */
  readonly bucket?: Readonly<Record<string, string>> | undefined
  readonly keep?: (secret: string) => void
}

/** Opens a world. `opened` closes it. */
export async function openWorld(opened: AsyncDisposableStack, settings: WorldSettings = {}): Promise<World> {
  const { bucket, keep = () => undefined } = settings
  mkdirSync(output, { recursive: true })
  const dataDir = mkdtempSync(join(tmpdir(), 'chairside-model-'))
  opened.defer(() => rmSync(dataDir, { recursive: true, force: true }))
  const port = await freePort()
  const downloads = await openLine(port)
  opened.defer(() => downloads.close())
  const url = `http://127.0.0.1:${port}`
  const [apiKey, tokenSecret] = [randomBytes(32).toString('base64url'), randomBytes(32).toString('base64url')]
  keep(apiKey)
  keep(tokenSecret)
  const process = await startProcess({
    NODE_ENV: 'production',
    // Without a compile cache the many starts would be most of the work.
    NODE_COMPILE_CACHE: join(tmpdir(), 'chairside-model-compiled'),
    DATA_DIR: dataDir,
    PORT: String(port),
    PUBLIC_URL: downloads.url,
    API_KEY: apiKey,
    TOKEN_SECRET: tokenSecret,
    LOG_LEVEL: 'warn',
    FSYNC: 'off',
    SCANNER: 'none',
    ...bucket,
  })
  opened.defer(() => process.close())
  return {
    url,
    dataDir,
    store: bucket === undefined ? 'disk' : 's3',
    process,
    clinic: createClinic(url, apiKey, keep),
    downloads,
    now: () => Date.now() + process.offset,
    keep,
  }
}
