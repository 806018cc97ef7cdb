import type { Finding } from './finding.ts'

const marks = { ok: 'ok', wrong: '!!', 'not-tried': '--' } as const

/** The lines of a finding: what it says, and below it what to change where. */
export function linesOf(finding: Finding): string[] {
  const { check, state, says } = finding
  const head = `${marks[state]}  ${check.padEnd(11)} ${says}`
  if (finding.state !== 'wrong') return [head]
  return [head, ...finding.change.map((change) => `${' '.repeat(16)}${change.in}: ${change.set}`)]
}

/** How many of each there are. */
export function countsOf(findings: readonly Finding[]): { ok: number; wrong: number; notTried: number } {
  const count = (state: Finding['state']): number => findings.filter((one) => one.state === state).length
  return { ok: count('ok'), wrong: count('wrong'), notTried: count('not-tried') }
}
