import type { Meter } from '../../metrics.ts'
import type { Fact } from '../../records/audit.ts'

/** Counts facts once they are committed, and the verdicts among them. */
export function countFacts(meter: Meter, facts: readonly Fact[]): void {
  for (const { kind, code } of facts) {
    meter.count('facts', { fact: kind })
    switch (kind) {
      case 'file-ready':
      case 'document-ready':
        meter.count('verdicts', { verdict: 'ready' })
        break
      case 'file-undecided':
      case 'document-undecided':
        meter.count('verdicts', { verdict: 'undecided' })
        break
      case 'file-rejected':
      case 'document-rejected':
        if (code !== undefined) meter.count('verdicts', { verdict: code })
    }
  }
}
