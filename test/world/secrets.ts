import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { output } from './prepare.ts'

const ledger = join(output, 'secrets.txt')

/** Shorter texts, in characters, would be found by chance. */
const shortest = 6

/**
 * Notes texts that no output of the run may hold: names of people and files, tokens, tickets, notes. After the last
 * test `test/run.ts` searches the whole output and every server log for each text. Throws for a text that is too short.
 */
export function keepSecret(...texts: readonly string[]): void {
  mkdirSync(output, { recursive: true })
  for (const text of texts) {
    if (text.length < shortest)
      throw new Error(`a secret of ${text.length} characters is too short to be searched for`)
    appendFileSync(ledger, `${JSON.stringify(text)}\n`)
  }
}

/** The same for texts of any length. Texts that are too short are left out. */
export function keepOddSecret(...texts: readonly string[]): void {
  keepSecret(...texts.filter((text) => text.length >= shortest))
}
