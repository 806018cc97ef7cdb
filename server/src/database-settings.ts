import type { SettingsReader } from './settings-reader.ts'

/** Where the records are kept. */
export type DatabaseSettings =
  /** In the data folder. */
  | { readonly kind: 'sqlite' }
  | {
      readonly kind: 'postgres'
      readonly url: string
      /** The address for migrations; undefined for the same one. */
      readonly migrations: string | undefined
      /** The most connections of this node. */
      readonly connections: number
    }

/** An address that may hold a password, so that no sentence quotes it. */
function readAddress(
  { text, problems }: SettingsReader,
  name: string,
  [scheme, wanted]: readonly [RegExp, string],
): string | undefined {
  const raw = text(name)
  if (raw === undefined) return undefined
  const url = URL.parse(raw)
  if (url !== null && scheme.test(url.protocol) && url.hostname !== '') return raw
  problems.push(`${name} is not an address of ${wanted}.`)
  return undefined
}

const postgres = [
  /^postgres(ql)?:$/,
  'PostgreSQL; write postgres://user:password@host:5432/database',
] as const
const redis = [/^rediss?:$/, 'Redis; write redis://host:6379 or rediss://user:password@host:6379'] as const

/** Reads where nodes tell each other of events. */
export const readRedis = (reader: SettingsReader): string | undefined =>
  readAddress(reader, 'REDIS_URL', redis)

/** Reads where the records are kept. */
export function readDatabase(reader: SettingsReader): DatabaseSettings {
  const { text, whole, problems } = reader
  const url = readAddress(reader, 'DATABASE_URL', postgres)
  const migrations = readAddress(reader, 'DATABASE_MIGRATION_URL', postgres)
  const connections = whole('DATABASE_CONNECTIONS', 20, 3, 1000)
  if (text('DATABASE_URL') === undefined && migrations !== undefined)
    problems.push('DATABASE_MIGRATION_URL is set without DATABASE_URL, which names the database.')
  return url === undefined ? { kind: 'sqlite' } : { kind: 'postgres', url, migrations, connections }
}
