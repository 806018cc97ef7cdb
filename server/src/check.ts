import { tryAppKeys } from './check/app-keys.ts'
import { tryDatabase } from './check/database.ts'
import { tryFiles } from './check/files.ts'
import { type Finding, lineOf, notSet, works } from './check/finding.ts'
import { tryFolder } from './check/folder.ts'
import { tryPort } from './check/port.ts'
import { tryPublicAddress } from './check/public-address.ts'
import { tryRedis } from './check/redis.ts'
import { tryScanner } from './check/scanner.ts'
import type { Known } from './check/tried.ts'
import { tryPart } from './check/try.ts'
import { type Config, readConfig } from './config.ts'

/*
 * Tries every setting against the real thing, and changes nothing: what it writes it takes away again. Exit codes: 0 when a
 * server would start and all its parts work, 1 when something is to be corrected.
 */

/** Tries the settings, prints a line for each part, and gives the exit code. */
export async function runCheck(env: Readonly<Record<string, string | undefined>>): Promise<number> {
  const ending = new AbortController()
  const end = (): void => ending.abort()
  process.once('SIGINT', end).once('SIGTERM', end)
  let config: Config
  try {
    config = readConfig(env)
  } catch (error) {
    process.stdout.write(`${error instanceof Error ? error.message : error}\n`)
    return 1
  }
  for (const warning of config.warnings) process.stdout.write(`--  ${warning}\n`)
  const findings: Finding[] = []
  for (const finding of tryAll(config, ending.signal)) {
    const found = await finding
    findings.push(found)
    process.stdout.write(`${lineOf(found)}\n`)
  }
  const bad = findings.filter((finding) => finding.state === 'wrong')
  process.stdout.write(`\n${sumOf(bad)}\n`)
  return bad.length === 0 ? 0 : 1
}

function sumOf(bad: readonly (Finding & { state: 'wrong' })[]): string {
  const [first] = bad
  if (first === undefined) return 'A server starts with these settings.'
  const those = bad.length === 1 ? `what is said of ${first.part}` : 'what is said in the lines with !!'
  return bad.some(({ stops }) => stops)
    ? `A server would not start. Correct ${those}.`
    : `A server would start, and not do all that its settings say. Correct ${those}.`
}

/** Begins all tries at once; gives them in the order in which they are printed. */
export function tryAll(config: Config, ended: AbortSignal): Promise<Finding>[] {
  // The bucket names the records to which it belongs.
  const { promise: records, resolve: known } = Promise.withResolvers<Known | undefined>()
  const database = tryPart('database', true, ended, async (signal) => {
    const { finding, records } = await tryDatabase(config, signal)
    known(records)
    return finding
  }).finally(() => known(undefined))
  return [
    tryPart('data folder', true, ended, () => tryFolder(config)),
    database,
    tryPart('redis', true, ended, (signal) => tryRedis(config, signal)),
    tryPart('files', true, ended, async (signal) => tryFiles(config, await records, signal)),
    tryPart('scanner', false, ended, (signal) => tryScanner(config, signal)),
    tryPart('keys of the app', false, ended, (signal) => tryAppKeys(config, signal)),
    tryPart('port', true, ended, (signal) => tryPort(config, signal)),
    tryPart('public address', false, ended, (signal) => tryPublicAddress(config, signal)),
    Promise.resolve(metricsOf(config)),
  ]
}

const metricsOf = ({ secrets }: Config): Finding =>
  secrets.metricsToken === undefined
    ? notSet('metrics', 'METRICS_TOKEN is not set, so there are none.')
    : works('metrics', 'GET /metrics answers whoever has METRICS_TOKEN.')
