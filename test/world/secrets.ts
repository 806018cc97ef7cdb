import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { output } from './prepare.ts'

const ledger = join(output, 'secrets.txt')

/** A shorter text would be found by chance. */
const shortest = 6

/**
 * Writes down what must never stand in any output of the run: names of people and files, tokens, tickets, notes.
 * After the last test the whole output and every server log is searched for each of them; see test/run.ts.
 */
export function keepSecret(...texts: readonly string[]): void {
  mkdirSync(output, { recursive: true })
  for (const text of texts) {
    if (text.length < shortest)
      throw new Error(`a secret of ${text.length} characters is too short to be searched for`)
    appendFileSync(ledger, `${JSON.stringify(text)}\n`)
  }
}

/** The same where a test makes texts odd on purpose, down to nothing: those that can be searched for are. */
export function keepOddSecret(...texts: readonly string[]): void {
  keepSecret(...texts.filter((text) => text.length >= shortest))
}
