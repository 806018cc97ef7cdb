import { resolve } from 'node:path'
import { GB, KB, MB, policies } from '@chairside/protocol'
import type { LogLevel } from './log.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** Every limit of the server. Times in milliseconds, sizes in bytes. */
export const defaultLimits = {
  /** What an upload may bring, by the name of its policy. */
  ...policies,
  /** The most live files, and their bytes, of one party in one appointment. */
  liveFiles: 50,
  liveBytes: GB,
  /** How long a participant stays present after the last connection has closed. */
  presence: 20 * second,
  /** How long after its planned end an appointment without connections is ended. */
  endAfter: 2 * hour,
  /** How long after a start absent participants have to reconnect before they count as absent. */
  comeBack: minute,
  /** How long after the end files on their way may still finish. */
  finishAfterEnd: 15 * minute,
  /** How long a file may receive no byte before it counts as paused by the line. */
  silence: 5 * second,
  /** A body is too slow without a byte for `bodySilence`, or under `bodyPace` a second over `bodyTime`. */
  bodySilence: 30 * second,
  bodyTime: minute,
  bodyPace: KB,
  /** How long, and how many bytes, a body answered early is read on; then its sender has a moment more. */
  lateTime: 2 * second,
  lateBytes: MB,
  lateMoment: 250,
  /** The least time between two progress events of a file. */
  progress: 100,
  /** The time in which a ticket must be begun, and the time that it then serves. */
  ticketBegin: minute,
  ticketServe: 10 * minute,
  /** How long a ticket that is over is still known as expired. */
  ticketKept: hour,
  /** The interval at which running streams are checked against the records. */
  streamCheck: 500,
  sweep: minute,
  /** The age, since the last write, at which stored bytes unknown to the records are removed. */
  orphan: hour,
  /** The age at which bytes that do not fill a part of S3 are stored all the same. */
  tail: 10 * second,
  /** The time to connect to a store in the network, and the longest silence after that. */
  storeConnect: 5 * second,
  storeSilence: 20 * second,
  /** How long a presigned address of a content serves; at most a minute. */
  redirect: minute,
  checkRetryFirst: 5 * second,
  checkRetryLast: 5 * minute,
  /** Scans at once: MaxThreads of clamd, or fewer when nodes share it. */
  scans: 4,
  /** The time to connect to the scanner, and its longest silence then; clamd's MaxScanTime is 2 minutes. */
  scanConnect: 5 * second,
  scanSilence: 150 * second,
  token: 2 * hour,
  tokenTolerance: 2 * minute,
  /** How long a closed socket waits for its client's answer before it is cut. */
  socketClose: 2 * second,
  /** Commands of one socket, or of one person over HTTP: a second over time, at once, and refused ones until it is closed. */
  commandRate: 20,
  commandBurst: 60,
  commandRefusals: 100,
  /** A snapshot over HTTP waits so long for a change, and one person may wait so often at the same time. */
  snapshotWait: 25 * second,
  snapshotWaits: 4,
  /** The largest message of a socket, and the largest JSON body. */
  command: 256 * KB,
}
export type Limits = typeof defaultLimits

/** How to verify tokens that the embedding app signs itself. */
export interface AppKeys {
  readonly url: URL
  readonly issuer: string
  readonly audience: string
}

/** Where clamd listens: a TCP port, or a socket in the file system. */
export type ClamdAddress = { readonly host: string; readonly port: number } | { readonly path: string }

/** A bucket of an S3-compatible server. The AWS SDK finds the credentials. */
export interface S3Settings {
  readonly bucket: string
  /** The server's address; undefined means AWS. */
  readonly endpoint: string | undefined
  /** Undefined means what the SDK finds. */
  readonly region: string | undefined
  /** The KMS key that encrypts everything. */
  readonly kmsKey: string | undefined
  /** Whether downloads are redirected to a presigned address of the bucket. */
  readonly redirect: boolean
}

/** All settings, checked. */
export interface Config {
  readonly production: boolean
  readonly host: string
  readonly port: number
  /** The address that clients use; by default the one that the server listens on. */
  readonly publicUrl: string | undefined
  readonly trustProxy: boolean
  readonly dataDir: string
  /** Whether bytes of files are on stable storage before they are acknowledged. Records always are. */
  readonly fsync: boolean
  /** The most bytes of uploads that a node holds in memory. */
  readonly buffer: number
  readonly retentionHours: number
  readonly allowedOrigins: readonly string[]
  readonly logLevel: LogLevel
  readonly appKeys: AppKeys | undefined
  /** Where files are kept; undefined means the data folder. */
  readonly s3: S3Settings | undefined
  /** Where files are scanned for malware; undefined means not at all. */
  readonly clamd: ClamdAddress | undefined
  /** Apart from what may be logged. Outside production, undefined ones are generated. */
  readonly secrets: { readonly apiKey: string | undefined; readonly tokenSecret: string | undefined }
  readonly limits: Limits
}

/** All problems of the settings, one plain sentence each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(
      `These settings must be corrected before the server can start:\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
    )
    this.problems = problems
  }
}

/** Reads the settings from the environment; its only reader. Throws a ConfigError with every problem. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = []
  const text = (name: string): string | undefined => env[name]?.trim() || undefined
  const production = env.NODE_ENV === 'production'

  const whole = (name: string, fallback: number, least: number, most: number): number => {
    const raw = text(name)
    if (raw === undefined) return fallback
    const value = Number(raw)
    if (/^\d+$/.test(raw) && value >= least && value <= most) return value
    problems.push(`${name} is "${raw}"; it must be a whole number from ${least} to ${most}.`)
    return fallback
  }

  const address = (name: string): URL | undefined => {
    const raw = text(name)
    if (raw === undefined) return undefined
    const url = URL.parse(raw)
    if (url !== null && /^https?:$/.test(url.protocol)) return url
    problems.push(`${name} is "${raw}"; it must be an address that begins with http:// or https://.`)
    return undefined
  }

  const scanner = (name: string): ClamdAddress | undefined => {
    const raw = text(name)
    if (raw === undefined) return undefined
    const found = readClamdAddress(raw)
    if (found === undefined)
      problems.push(`${name} is "${raw}"; it must be tcp://host:port or unix:/path/of/clamd.sock.`)
    return found
  }

  const bucket = (): S3Settings | undefined => {
    const endpoint = address('S3_ENDPOINT')?.href.replace(/\/$/, '')
    const redirect = choice('S3_REDIRECT', ['true', 'false'], 'false') === 'true'
    const name = text('S3_BUCKET')
    if (name === undefined) {
      const lonely = ['S3_ENDPOINT', 'S3_REGION', 'S3_KMS_KEY'].filter((other) => text(other) !== undefined)
      if (redirect) lonely.push('S3_REDIRECT')
      for (const other of lonely) problems.push(`${other} is set without S3_BUCKET, which names the bucket.`)
      return undefined
    }
    if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name))
      problems.push(
        `S3_BUCKET is "${name}"; it must be the name of a bucket: 3 to 63 of a-z, 0-9, "." and "-".`,
      )
    // AWS needs the right region; other servers seldom check it.
    const region = text('S3_REGION') ?? (endpoint === undefined ? undefined : 'us-east-1')
    return { bucket: name, endpoint, region, kmsKey: text('S3_KMS_KEY'), redirect }
  }

  const secret = (name: string): string | undefined => {
    const value = text(name)
    if (value !== undefined && value.length < 32)
      problems.push(`${name} has ${value.length} characters; it needs at least 32.`)
    return value
  }

  const choice = <Value extends string>(name: string, values: readonly Value[], fallback: Value): Value => {
    const raw = text(name)
    const found = values.find((value) => value === (raw ?? fallback))
    if (found === undefined) problems.push(`${name} is "${raw}"; it must be one of ${values.join(', ')}.`)
    return found ?? fallback
  }

  const origins = (): string[] =>
    (text('ALLOWED_ORIGINS') ?? '')
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean)
      .map((raw) => {
        const url = URL.parse(raw)
        if (url === null || url.origin !== raw.replace(/\/$/, '') || !/^https?:\/\/[^*]+$/.test(raw)) {
          problems.push(
            `ALLOWED_ORIGINS has "${raw}"; it must be a list of origins such as https://app.example, with commas between.`,
          )
        }
        return url?.origin ?? raw
      })

  const needed = (name: string, value: unknown, why: string): void => {
    if (production && value === undefined && text(name) === undefined)
      problems.push(`${name} is missing; ${why}`)
  }

  const publicUrl = address('PUBLIC_URL')
  const jwks = address('JWKS_URL')
  const issuer = text('TOKEN_ISSUER')
  if (text('JWKS_URL') !== undefined && issuer === undefined)
    problems.push('TOKEN_ISSUER is missing; tokens signed by JWKS_URL must name who made them.')
  const secrets = { apiKey: secret('API_KEY'), tokenSecret: secret('TOKEN_SECRET') }
  needed('API_KEY', secrets.apiKey, 'your backend registers appointments with it (at least 32 characters).')
  needed(
    'TOKEN_SECRET',
    secrets.tokenSecret,
    'it signs tokens and download tickets (at least 32 characters).',
  )
  needed('PUBLIC_URL', publicUrl, 'it is the address under which browsers reach this server.')
  needed('DATA_DIR', undefined, 'it is the folder that keeps files and records.')

  const config: Config = {
    production,
    host: text('HOST') ?? '127.0.0.1',
    port: whole('PORT', 8080, 0, 65_535),
    publicUrl: publicUrl?.href.replace(/\/$/, ''),
    trustProxy: choice('TRUST_PROXY', ['true', 'false'], 'false') === 'true',
    dataDir: resolve(text('DATA_DIR') ?? 'data'),
    fsync: choice('FSYNC', ['on', 'off'], 'on') === 'on',
    buffer: whole('BUFFER_MB', 128, 16, 64 * KB) * MB,
    retentionHours: whole('RETENTION_HOURS', 24, 0, 24 * 365),
    allowedOrigins: origins(),
    logLevel: choice('LOG_LEVEL', ['debug', 'info', 'warn', 'error', 'silent'], production ? 'info' : 'warn'),
    appKeys:
      jwks && issuer ? { url: jwks, issuer, audience: text('TOKEN_AUDIENCE') ?? 'chairside' } : undefined,
    s3: bucket(),
    clamd: scanner('CLAMD_URL'),
    secrets,
    limits: production ? defaultLimits : { ...defaultLimits, token: 24 * hour },
  }
  if (problems.length > 0) throw new ConfigError(problems)
  return config
}

function readClamdAddress(raw: string): ClamdAddress | undefined {
  const socket = /^unix:(?:\/\/)?(\/[^\0?#]+)$/.exec(raw)?.[1]
  if (socket !== undefined) return { path: socket }
  const [, host, port] = /^tcp:\/\/([\w.-]+|\[[\da-f:.]+\]):(\d{1,5})\/?$/i.exec(raw) ?? []
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535) return undefined
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) }
}
