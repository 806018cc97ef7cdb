import { resolve } from 'node:path'
import { GB, KB, MB, transferPolicy } from '@chairside/protocol'
import type { LogLevel } from './log.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** Limits that hold on every path. Times in milliseconds, sizes in bytes. */
export const defaultLimits = {
  transfer: transferPolicy,
  /** Live files and bytes that one party may hold in one appointment. */
  heldFiles: 50,
  heldBytes: GB,
  /** A participant is gone so long after the last connection went. */
  presence: 20 * second,
  /** An appointment with nobody connected ends so long after its planned end. */
  endAfter: 2 * hour,
  /** After a start people have so long to come back before anybody is taken for absent. */
  comeBack: minute,
  /** Files on their way may still finish so long after the end. */
  finishAfterEnd: 15 * minute,
  /** A file that receives no byte for so long is paused by the line. */
  silence: 5 * second,
  /** A body is too slow when no byte comes for so long, or over such a time fewer than so many a second. */
  bodySilence: 30 * second,
  bodyTime: minute,
  bodyPace: KB,
  /** So long, and so many bytes, of a body that was answered early are let by; then its sender has a moment more. */
  lateTime: 2 * second,
  lateBytes: MB,
  lateMoment: 250,
  /** The least time between two progress events of one file. */
  progress: 100,
  /** A ticket must be begun within, and then serves for. */
  ticketBegin: minute,
  ticketServe: 10 * minute,
  /** Running streams are checked against the permission table so often. */
  streamCheck: 500,
  sweep: minute,
  /** Unsealed or orphaned bytes that nothing points at are removed so long after their last write. */
  orphan: hour,
  /** Bytes of an upload that do not fill a part of S3 are stored all the same once they are so old. */
  tail: 10 * second,
  /** A store in the network is reached within, and takes no longer for its next step. */
  storeConnect: 5 * second,
  storeSilence: 20 * second,
  /** A presigned address of a content serves so long; at most a minute. */
  redirect: minute,
  checkRetryFirst: 5 * second,
  checkRetryLast: 5 * minute,
  /** Scans at once: MaxThreads of clamd, or less where several nodes share one. */
  scans: 4,
  /** The scanner is reached within, and takes no longer for its next step; MaxScanTime of clamd is 2 minutes. */
  scanConnect: 5 * second,
  scanSilence: 150 * second,
  token: 2 * hour,
  tokenTolerance: 2 * minute,
  /** A socket that is closed, and whose client does not answer that, is cut after. */
  socketClose: 2 * second,
  /** Commands a second that one socket, or over HTTP one person, may send for long, at once, and refused ones until the connection is closed. */
  commandRate: 20,
  commandBurst: 60,
  commandRefusals: 100,
  /** A snapshot over HTTP waits so long for a change, and one person may wait so often at the same time. */
  snapshotWait: 25 * second,
  snapshotWaits: 4,
  /** The largest message of a socket and the largest JSON body. */
  command: 256 * KB,
}
export type Limits = typeof defaultLimits

/** Participant tokens that the embedding app signs by itself. */
export interface AppKeys {
  readonly url: URL
  readonly issuer: string
  readonly audience: string
}

/** Where clamd listens: on a TCP port, or on a socket in the file system. */
export type ClamdAddress = { readonly host: string; readonly port: number } | { readonly path: string }

/** A bucket of an S3-compatible server; credentials come by the chain of the AWS SDK. */
export interface S3Settings {
  readonly bucket: string
  /** The server's address; undefined is AWS. */
  readonly endpoint: string | undefined
  /** Undefined is what the SDK finds. */
  readonly region: string | undefined
  /** The KMS key under which everything is encrypted. */
  readonly kmsKey: string | undefined
  /** Whether downloads go to a presigned address of the bucket instead of through the server. */
  readonly redirect: boolean
}

export interface Config {
  readonly production: boolean
  readonly host: string
  readonly port: number
  /** The address that clients use; by default what the server listens on. */
  readonly publicUrl: string | undefined
  readonly trustProxy: boolean
  readonly dataDir: string
  /** Whether a file's bytes are on stable storage before they are acknowledged; records always are. */
  readonly fsync: boolean
  /** Bytes of uploads that a node holds in memory at most. */
  readonly buffer: number
  readonly retentionHours: number
  readonly allowedOrigins: readonly string[]
  readonly logLevel: LogLevel
  readonly appKeys: AppKeys | undefined
  /** Where files are kept; undefined is the data folder. */
  readonly s3: S3Settings | undefined
  /** Where files are scanned for malware; undefined is nowhere. */
  readonly clamd: ClamdAddress | undefined
  /** Kept apart from what may be logged; undefined ones are made up outside production. */
  readonly secrets: { readonly apiKey: string | undefined; readonly tokenSecret: string | undefined }
  readonly limits: Limits
}

/** Every problem of the settings at once, one plain sentence each. */
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

/** Reads the settings; the only reader of the environment. Throws ConfigError. */
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
    // A server of one's own seldom minds which region it is; AWS does.
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
