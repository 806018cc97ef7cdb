import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { output } from './world/prepare.ts'

/*
 * Runs all tests, keeps everything they print, and then searches that and every server log for each name, file
 * name, token and text that the tests used: none may be there.
 */

/**
 * The browser tests and the others run beside each other, one file of each at a time: Chromium waits half of its time,
 * and two of them at once would starve what is promised in seconds.
 */
const sides = [
  ['--project', 'browser'],
  ['--project', 'stories', '--maxWorkers', '1'],
]
const asked = process.argv.slice(2)
const vitest = join(import.meta.dirname, '..', 'node_modules', 'vitest', 'vitest.mjs')
let printed = ''

rmSync(output, { recursive: true, force: true })
const codes = await Promise.all((asked.length > 0 ? [asked] : sides).map(runTests))
const leaks = search()
for (const leak of leaks) console.error(leak)
process.exitCode = leaks.length > 0 ? 1 : Math.max(...codes)

/** Runs vitest with these arguments. Gives its exit code, or 1 if a signal ended it. */
async function runTests(args: readonly string[]): Promise<number> {
  const run = spawn(process.execPath, [vitest, 'run', ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  for (const [stream, to] of [
    [run.stdout, process.stdout],
    [run.stderr, process.stderr],
  ] as const)
    stream.on('data', (chunk: Buffer) => {
      printed += chunk
      to.write(chunk)
    })
  const [code] = (await once(run, 'close')) as [number | null]
  return code ?? 1
}

function search(): string[] {
  const ledger = join(output, 'secrets.txt')
  if (!existsSync(ledger)) return []
  const secrets = new Set(
    readFileSync(ledger, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as string),
  )
  const logs = readdirSync(output).filter((name) => name.endsWith('.log'))
  const texts = [
    ['the output', printed] as const,
    ...logs.map((name) => [name, readFileSync(join(output, name), 'utf8')] as const),
  ]
  const leaks = texts.flatMap(([where, text]) =>
    [...secrets]
      .filter((secret) => text.includes(secret))
      .map(
        (secret) =>
          `${where} holds a secret of ${secret.length} characters that begins with ${secret.slice(0, 3)}…`,
      ),
  )
  const bytes = texts.reduce((sum, [, text]) => sum + text.length, 0)
  console.log(
    `Searched ${bytes} characters of output and logs for ${secrets.size} names, file names, tokens and texts: ${leaks.length} found.`,
  )
  return leaks
}
