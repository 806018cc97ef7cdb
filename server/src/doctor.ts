import { parseArgs } from 'node:util'
import { MB } from '@chairside/protocol'
import { stayAwake, systemClock } from './adapters/clock.ts'
import { type Examination, isReadOnTheWay } from './doctor/examination.ts'
import { examine } from './doctor/examine.ts'
import type { Finding } from './doctor/finding.ts'
import { countsOf, linesOf } from './doctor/print.ts'

/*
 * Tries a running server from outside, through whatever stands between. Exit codes: 0 when nothing is wrong, 1 when something
 * is, 2 when it was called wrongly or ended before its end.
 */

const usage = `chairside doctor URL [--origin https://app.example] [--page https://app.example/call] [--key KEY] [--body-mb 100] [--idle 65] [--json]

  URL       the address of the server, as browsers use it
  --origin  the origin of your page: whether it may use the server
  --page    the address of your page: whether its Content-Security-Policy is in the way
  --key     the API key, also as the variable CHAIRSIDE_API_KEY: tries uploads in an appointment that is erased at the end
  --body-mb the largest body that is tried, 1 to 100 MB
  --idle    how long a WebSocket must stay open, in seconds
  --json    the findings as one JSON object
`

type Wish = Omit<Examination, 'clock' | 'signal' | 'trusted' | 'posts'> & {
  readonly json: boolean
  /** Whether the key is that of the environment. */
  readonly isFromEnv: boolean
}

/** Runs the doctor, and gives the exit code. */
export async function runDoctor(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const wish = readWish(args, env)
  if (typeof wish === 'string') {
    process.stderr.write(`${wish}\n\n${usage}`)
    return 2
  }
  const { json, isFromEnv, ...rest } = wish
  // It may be that of another server: whoever reads this can still end it.
  if (isFromEnv && !isReadOnTheWay(rest.url))
    process.stderr.write(`The key of CHAIRSIDE_API_KEY is used, for ${new URL(rest.url).host}.\n`)
  const ending = new AbortController()
  const end = (): void => ending.abort(new Error('ended by a signal'))
  process.once('SIGINT', end).once('SIGTERM', end)
  const findings: Finding[] = []
  const found = (finding: Finding): void => {
    findings.push(finding)
    if (!json) process.stdout.write(`${linesOf(finding).join('\n')}\n`)
  }
  let whole = true
  // A wait for an answer that does not come holds no socket perhaps, and its timer keeps nothing alive.
  const awake = stayAwake()
  try {
    await examine({ ...rest, trusted: true, posts: false, clock: systemClock, signal: ending.signal }, found)
  } catch (error) {
    if (!ending.signal.aborted) throw error
    whole = false
  } finally {
    awake()
  }
  const counts = countsOf(findings)
  if (json)
    process.stdout.write(`${JSON.stringify({ url: rest.url, whole, ...counts, findings }, null, 2)}\n`)
  else {
    const sum = `${counts.ok} ok, ${counts.wrong} to change, ${counts.notTried} not tried`
    process.stdout.write(`\n${sum}${whole ? '' : '; ended before the end'}.\n`)
  }
  if (!whole) return 2
  return counts.wrong === 0 ? 0 : 1
}

/** Reads the arguments. Gives a sentence when they are wrong, which never holds a value: one may be the key. */
function readWish(args: readonly string[], env: Readonly<Record<string, string | undefined>>): Wish | string {
  let parsed: ReturnType<typeof parse>
  try {
    parsed = parse(args)
  } catch {
    // A key, for example (util.parseArgs takes a word after a hyphen for an option).
    return 'An option is not known, or lacks its value. A value that begins with a hyphen goes after a sign: --key=-VALUE.'
  }
  const { values, positionals } = parsed
  const url = addressOf(positionals[0])
  if (url === undefined || positionals.length > 1)
    return 'Name one address that begins with http:// or https://, without a name, a password, a query or a fragment.'
  const origin = values.origin === undefined ? undefined : URL.parse(values.origin)?.origin
  if (values.origin !== undefined && (origin === undefined || origin === 'null'))
    return '--origin must be an origin such as https://app.example.'
  const page = values.page === undefined ? undefined : addressOf(values.page, true)
  if (values.page !== undefined && page === undefined)
    return '--page must be an address that begins with http:// or https://.'
  const [body, idle] = [wholeOf(values['body-mb'], 100), wholeOf(values.idle, 3600)]
  if (body === undefined) return '--body-mb must be a whole number from 1 to 100.'
  if (idle === undefined) return '--idle must be a whole number from 1 to 3600.'
  const key = (values.key ?? env.CHAIRSIDE_API_KEY)?.trim() || undefined
  if (key !== undefined && !/^[!-~]+$/.test(key)) return '--key has characters that no header can carry.'
  const isFromEnv = key !== undefined && values.key === undefined
  return { url, origin, page, key, isFromEnv, body: body * MB, idle: idle * 1000, json: values.json }
}

const parse = (args: readonly string[]) =>
  parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      origin: { type: 'string' },
      page: { type: 'string' },
      key: { type: 'string' },
      'body-mb': { type: 'string', default: '100' },
      idle: { type: 'string', default: '65' },
      json: { type: 'boolean', default: false },
    },
  })

function addressOf(raw: string | undefined, withQuery = false): string | undefined {
  const url = URL.parse(raw ?? '')
  if (url === null || !/^https?:$/.test(url.protocol) || url.username || url.password) return undefined
  if (!withQuery && (url.search || url.hash)) return undefined
  return withQuery ? url.href : url.href.replace(/\/+$/, '')
}

function wholeOf(raw: string, most: number): number | undefined {
  const value = Number(raw)
  return /^\d+$/.test(raw) && value >= 1 && value <= most ? value : undefined
}
