import { resolve } from 'node:path'
import { GB, KB, MB } from '@chairside/protocol'
import { readAllowedOrigin } from './allowed-origin.ts'
import { type DatabaseSettings, readDatabase, readRedis } from './database-settings.ts'
import { defaultLimits, type Limits } from './limits.ts'
import type { LogLevel } from './log.ts'
import { isLoopback } from './loopback.ts'
import { misnamed } from './misnamed.ts'
import { readScanner, type ScannerSettings } from './scanner-settings.ts'
import type { SettingsReader } from './settings-reader.ts'
import { hour, minute } from './time.ts'

/** How to verify tokens that the embedding app signs itself. */
export interface AppKeys {
  readonly url: URL
  readonly issuer: string
  readonly audience: string
  /** The `acr` of tokens whose patient needs no access code. */
  readonly trustedAcr: string | undefined
}

/** Where the bytes of files are kept. */
export type StoreSettings =
  /** In the data folder. `fsync`: whether bytes are on stable storage before they are acknowledged. */
  { readonly kind: 'disk'; readonly fsync: boolean } | ({ readonly kind: 's3' } & S3Settings)

/** What becomes of a file about which the scanner cannot decide: refused, or the practitioner is asked. */
export type DoubtPolicy = (typeof doubtPolicies)[number]
const doubtPolicies = ['refuse', 'ask-if-locked', 'ask'] as const

/** To which addresses webhooks may connect: public ones, also those of this machine, or any. */
export type WebhookReach = 'public' | 'this-machine' | 'any'

/** A bucket of an S3-compatible server. The AWS SDK finds the credentials. */
export interface S3Settings {
  readonly bucket: string
  /** The server's address; undefined means AWS. */
  readonly endpoint: string | undefined
  /** Undefined means the region that the SDK finds. */
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
  /** Whether the proxies in front pass the interim answer 104 of resumable uploads. */
  readonly proxyPasses104: boolean
  readonly dataDir: string
  /** Whether the data folder may lie on a network file system. */
  readonly networkDataDir: boolean
  /** The most bytes of uploads that a node holds in memory. */
  readonly buffer: number
  readonly retentionHours: number
  /** Days after its end for which an appointment's record and audit stay. */
  readonly auditDays: number
  /** Hours after its planned end at which an appointment ends even while people are connected. */
  readonly hardEndHours: number
  /** The most connections of a node; fewer where the system gives it few descriptors. */
  readonly maxConnections: number
  /** How long running downloads may go on once the process is told to stop, in ms. */
  readonly drain: number
  /** The first part of `drain`, in which everything is still served, in ms. */
  readonly drainNotice: number
  readonly allowedOrigins: readonly string[]
  readonly logLevel: LogLevel
  readonly appKeys: AppKeys | undefined
  readonly database: DatabaseSettings
  /** The Redis over which nodes tell each other of events; undefined for a node that runs alone. */
  readonly redis: string | undefined
  /** The settings that several nodes need and this one lacks. */
  readonly missingForNodes: readonly string[]
  readonly store: StoreSettings
  readonly scanner: ScannerSettings
  readonly scannerDoubt: DoubtPolicy
  /** Whether pages offer to save and print sensitive documents. */
  readonly sensitiveSave: boolean
  readonly webhookReach: WebhookReach
  /** What the page of share links calls the app whose documents it opens; empty for no name. */
  readonly appName: string
  /** Kept apart from what may be logged. The first is in use, a second is valid too. Without any, one is generated. */
  readonly secrets: {
    readonly apiKeys: readonly string[]
    readonly tokenSecrets: readonly string[]
    /** Whoever has it may read the metrics; without one there are none. */
    readonly metricsToken: string | undefined
  }
  readonly limits: Limits
  /** What an operator should know at the start, one plain sentence each. */
  readonly warnings: readonly string[]
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

/** Reads the settings from the environment, and nothing else reads it. Throws a ConfigError with every problem. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = []
  const names = new Set<string>()
  const text = (name: string): string | undefined => {
    names.add(name)
    return env[name]?.trim() || undefined
  }

  const choice = <Value extends string>(name: string, values: readonly Value[], fallback: Value): Value => {
    const raw = text(name)
    const found = values.find((value) => value === (raw ?? fallback))
    if (found === undefined) problems.push(`${name} is "${raw}"; it must be one of ${values.join(', ')}.`)
    return found ?? fallback
  }

  // A misspelt "production" must not open the demo and make up keys.
  const production = choice('NODE_ENV', ['production', 'development', 'test'], 'development') === 'production'

  const whole = (name: string, fallback: number, least: number, most: number): number => {
    const raw = text(name)
    if (raw === undefined) return fallback
    const value = Number(raw)
    if (/^\d+$/.test(raw) && value >= least && value <= most) return value
    problems.push(`${name} is "${raw}"; it must be a whole number from ${least} to ${most}.`)
    return fallback
  }

  const reader: SettingsReader = { production, problems, text, whole }

  const address = (name: string): URL | undefined => {
    const raw = text(name)
    if (raw === undefined) return undefined
    const url = URL.parse(raw)
    if (url !== null && /^https?:$/.test(url.protocol)) return url
    problems.push(`${name} is "${raw}"; it must be an address that begins with http:// or https://.`)
    return undefined
  }

  const store = (): StoreSettings => {
    const fsync = choice('FSYNC', ['on', 'off'], 'on') === 'on'
    const endpoint = address('S3_ENDPOINT')?.href.replace(/\/$/, '')
    const redirect = choice('S3_REDIRECT', ['true', 'false'], 'false') === 'true'
    const name = text('S3_BUCKET')
    if (name === undefined) {
      const lonely = ['S3_ENDPOINT', 'S3_REGION', 'S3_KMS_KEY'].filter((other) => text(other) !== undefined)
      if (redirect) lonely.push('S3_REDIRECT')
      for (const other of lonely) problems.push(`${other} is set without S3_BUCKET, which names the bucket.`)
      return { kind: 'disk', fsync }
    }
    if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name))
      problems.push(
        `S3_BUCKET is "${name}"; it must be the name of a bucket: 3 to 63 of a-z, 0-9, "." and "-".`,
      )
    // AWS needs the right region; other servers seldom check it.
    const region = text('S3_REGION') ?? (endpoint === undefined ? undefined : 'us-east-1')
    return { kind: 's3', bucket: name, endpoint, region, kmsKey: text('S3_KMS_KEY'), redirect }
  }

  const secret = (name: string): string | undefined => {
    const value = text(name)
    if (value !== undefined && value.length < 32)
      problems.push(`${name} has ${value.length} characters; it needs at least 32.`)
    else if (value !== undefined && new Set(value).size < 10)
      problems.push(`${name} repeats a few characters; make it at random, as with "openssl rand -hex 32".`)
    // The backend sends a key in a header, after `Bearer` and a blank (RFC 9110, section 5.5; RFC 6750, section 2.1).
    else if (
      value !== undefined &&
      name !== 'TOKEN_SECRET' &&
      name !== 'TOKEN_SECRET_SECOND' &&
      !/^[!-~]+$/.test(env[name] ?? '')
    )
      problems.push(
        `${name} has a blank, a line break or a character beyond ASCII, also at its ends perhaps; make it of letters and digits, as with "openssl rand -hex 32".`,
      )
    return value
  }

  /** A secret, and the second one that is valid too while an operator changes it. Production needs the first. */
  const secrets = (name: string, why: string): string[] => {
    const [first, second] = [secret(name), secret(`${name}_SECOND`)]
    needed(name, first, why)
    if (first !== undefined && second !== undefined) return [first, second]
    if (second !== undefined && !production) problems.push(`${name}_SECOND is set without ${name}.`)
    return first === undefined ? [] : [first]
  }

  const origins = (): string[] =>
    (text('ALLOWED_ORIGINS') ?? '')
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean)
      .map((raw) => {
        const origin = readAllowedOrigin(raw)
        if (origin === undefined) {
          problems.push(
            `ALLOWED_ORIGINS has "${raw}"; it must be a list of origins such as https://app.example, https://*.clinics.example or capacitor://localhost, with commas between.`,
          )
        }
        return origin ?? raw
      })

  const needed = (name: string, value: unknown, why: string): void => {
    if (production && value === undefined && text(name) === undefined)
      problems.push(`${name} is missing; ${why}`)
  }

  /** An address that must be https in production, except on this machine. */
  const encrypted = (name: string): URL | undefined => {
    const url = address(name)
    if (production && url?.protocol === 'http:' && !isLoopback(url.hostname))
      problems.push(`${name} begins with http://; in production it must begin with https://.`)
    return url
  }

  const publicUrl = encrypted('PUBLIC_URL')
  if (publicUrl && (publicUrl.search || publicUrl.hash || publicUrl.username || publicUrl.password))
    problems.push('PUBLIC_URL has a query, a fragment or a password; it must be scheme, host and path alone.')
  const host = text('HOST') ?? '127.0.0.1'
  if (!production && !isLoopback(host))
    problems.push(
      `HOST is "${host}"; without NODE_ENV=production only this machine may reach the server, such as at 127.0.0.1.`,
    )
  const jwks = encrypted('JWKS_URL')
  const issuer = text('TOKEN_ISSUER')
  const audience = text('TOKEN_AUDIENCE') ?? 'chairside'
  if (text('JWKS_URL') !== undefined && issuer === undefined)
    problems.push('TOKEN_ISSUER is missing; tokens signed by JWKS_URL must name who made them.')
  const apiKeys = secrets('API_KEY', 'your backend registers appointments with it (at least 32 characters).')
  const tokenSecrets = secrets('TOKEN_SECRET', 'it signs tokens (at least 32 characters).')
  const metricsToken = secret('METRICS_TOKEN')
  const together = ['API_KEY', 'API_KEY_SECOND', 'TOKEN_SECRET', 'TOKEN_SECRET_SECOND', 'METRICS_TOKEN']
  for (const [index, name] of together.entries())
    for (const other of together.slice(index + 1))
      if (text(name) !== undefined && text(name) === text(other))
        problems.push(`${name} and ${other} are the same; each must be a secret of its own.`)
  needed('PUBLIC_URL', publicUrl, 'it is the address under which browsers reach this server.')
  needed('DATA_DIR', undefined, 'it is the folder that keeps files and records.')

  const trustedAcr = text('TRUSTED_ACR')
  if (trustedAcr !== undefined && text('JWKS_URL') === undefined)
    problems.push('TRUSTED_ACR is set without JWKS_URL; only tokens that your app signs can carry it.')

  const appName = text('APP_NAME') ?? ''
  if (appName.length > longestName || /\p{C}/u.test(appName))
    problems.push(`APP_NAME must be at most ${longestName} characters, without control characters.`)

  /** Outside production a developer's own machine is allowed unless the setting refuses it. */
  const webhookReach = (): WebhookReach => {
    const said = choice('WEBHOOK_PRIVATE_ADDRESSES', ['refuse', 'allow'], 'refuse')
    if (said === 'allow') return 'any'
    return production || text('WEBHOOK_PRIVATE_ADDRESSES') === 'refuse' ? 'public' : 'this-machine'
  }

  const retentionHours = whole('RETENTION_HOURS', 24, 0, 24 * 365)
  const auditDays = whole('AUDIT_DAYS', 2190, 1, 36_500)
  if (auditDays * 24 < retentionHours)
    problems.push(
      `AUDIT_DAYS is ${auditDays}; it must cover RETENTION_HOURS, which is ${retentionHours}: the record of a file must outlive it.`,
    )

  const redis = readRedis(reader)
  const drain = whole('DRAIN_SECONDS', redis === undefined ? 0 : 60, 0, 3600)
  const drainNotice = whole('DRAIN_NOTICE_SECONDS', Math.min(5, drain), 0, 3600)
  if (drainNotice > drain)
    problems.push(
      `DRAIN_NOTICE_SECONDS is ${drainNotice}; it is the first part of DRAIN_SECONDS, which is ${drain}, and must be at most that.`,
    )
  const config = {
    production,
    host,
    port: whole('PORT', 8080, 0, 65_535),
    publicUrl: publicUrl?.href.replace(/\/$/, ''),
    trustProxy: choice('TRUST_PROXY', ['true', 'false'], 'false') === 'true',
    proxyPasses104: choice('PROXY_PASSES_104', ['true', 'false'], 'false') === 'true',
    dataDir: resolve(text('DATA_DIR') ?? 'data'),
    networkDataDir: choice('NETWORK_DATA_DIR', ['refuse', 'allow'], 'refuse') === 'allow',
    buffer: whole('BUFFER_MB', 128, 16, 64 * KB) * MB,
    retentionHours,
    auditDays,
    hardEndHours: whole('HARD_END_HOURS', 24, 2, 24 * 365),
    drain: drain * 1000,
    drainNotice: drainNotice * 1000,
    maxConnections: whole('MAX_CONNECTIONS', 10_000, 16, 1_000_000),
    allowedOrigins: origins(),
    logLevel: choice('LOG_LEVEL', ['debug', 'info', 'warn', 'error', 'silent'], production ? 'info' : 'warn'),
    appKeys: jwks && issuer ? { url: jwks, issuer, audience, trustedAcr } : undefined,
    database: readDatabase(reader),
    redis,
    missingForNodes: ['DATABASE_URL', 'REDIS_URL', 'S3_BUCKET'].filter((name) => text(name) === undefined),
    store: store(),
    scanner: readScanner(reader),
    scannerDoubt: choice('SCANNER_DOUBT', doubtPolicies, 'ask-if-locked'),
    appName,
    sensitiveSave: choice('SENSITIVE_SAVE', ['on', 'off'], 'on') === 'on',
    webhookReach: webhookReach(),
    secrets: { apiKeys, tokenSecrets, metricsToken },
    limits: {
      ...defaultLimits,
      ...(!production && { token: 24 * hour }),
      material: { ...defaultLimits.material, bytes: whole('MATERIAL_MB', 500, 1, 100 * KB) * MB },
      library: whole('LIBRARY_GB', 50, 0, KB * KB) * GB,
      code: whole('CODE_HOURS', 24, 1, 24 * 7) * hour,
      access: whole('ACCESS_MINUTES', 15, 1, 240) * minute,
    },
  }
  // Comes last, when `names` holds every setting. In production a misnamed one stops the start: a warning may go unread.
  const warnings = misnamed(env, names)
  if (production) problems.push(...warnings)
  if (problems.length > 0) throw new ConfigError(problems)
  return { ...config, warnings }
}

/** The most characters of `APP_NAME`. */
const longestName = 60
