import type { AuditEntry, AuditKind } from '@chairside/protocol'

/** What the audit says of access: who came, was let in, was refused, and was sent which bytes. */
const accessKinds: ReadonlySet<AuditKind> = new Set([
  'participant-added',
  'token-issued',
  'connected',
  'disconnected',
  'refused',
  'ticket-issued',
  'file-sent',
])

/** The lines of an audit that tell of the exchange and its states, without those of access. */
export function exchangeOf(lines: readonly AuditEntry[]): AuditEntry[] {
  return lines.filter(({ kind }) => !accessKinds.has(kind))
}

/** The lines of an answer in NDJSON. */
export async function linesOf<Line = AuditEntry>(response: Response): Promise<Line[]> {
  const text = (await response.text()).trim()
  return text === '' ? [] : text.split('\n').map((line) => JSON.parse(line) as Line)
}
