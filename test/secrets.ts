import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { output } from './prepare.ts'

const ledger = join(output, 'secrets.txt')

/**
 * Writes down what must never stand in any output of the run: names of people and files, tokens, tickets, notes.
 * After the last test the whole output and every server log is searched for each of them; see test/run.ts.
 */
export function keepSecret(...texts: readonly string[]): void {
  mkdirSync(output, { recursive: true })
  for (const text of texts) {
    // A shorter one would be found by chance, or not be looked for and prove nothing.
    if (text.length < 6)
      throw new Error(`a secret of ${text.length} characters is too short to be searched for`)
    appendFileSync(ledger, `${JSON.stringify(text)}\n`)
  }
}
