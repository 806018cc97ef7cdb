import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { compileServer } from './world/compiled.ts'
import { output } from './world/prepare.ts'
import { undeclaredIn } from './world/refused.ts'

/*
 * Runs all tests and keeps their whole output. Then searches that output and every server log for each name, file name,
 * token and text that the tests used. None may be there. Last, compares every refusal in the logs with the description of
 * its call.
 */

rmSync(output, { recursive: true, force: true })
await compileServer()
const vitest = join(import.meta.dirname, '..', 'node_modules', 'vitest', 'vitest.mjs')
// The list of all titles is searched too: what is printed of them depends on how long each test took.
const titles = ['--reporter=default', '--reporter=json', `--outputFile.json=${join(output, 'titles.log')}`]
const run = spawn(process.execPath, [vitest, 'run', ...titles, ...process.argv.slice(2)], {
  stdio: ['ignore', 'pipe', 'pipe'],
})
let printed = ''
run.stdout.on('data', (chunk: Buffer) => {
  printed += chunk
  process.stdout.write(chunk)
})
run.stderr.on('data', (chunk: Buffer) => {
  printed += chunk
  process.stderr.write(chunk)
})
run.on('close', (code) => {
  const faults = [...search(), ...compare()]
  for (const fault of faults) console.error(fault)
  process.exitCode = faults.length > 0 ? 1 : (code ?? 1)
})

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
      .filter((secret) => holds(text, secret))
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

function compare(): string[] {
  const { undeclared, declared } = undeclaredIn(output)
  console.log(`Compared refusals with the reference: ${declared} are in it, ${undeclared.length} are not.`)
  return undeclared.map((one) => `the reference does not name this refusal: ${one}`)
}

/** A code of digits counts only as a whole number: each time in a log has as many digits, in which it stands by chance. */
function holds(text: string, secret: string): boolean {
  return /^\d+$/.test(secret) ? new RegExp(`(?<!\\d)${secret}(?!\\d)`).test(text) : text.includes(secret)
}
