import type { AuditEntry, AuditKind } from '@chairside/protocol'

/** The audit entries about access: who was added, connected or was refused, and to whom bytes were sent. */
const accessKinds: ReadonlySet<AuditKind> = new Set([
  'participant-added',
  'token-issued',
  'connected',
  'disconnected',
  'refused',
  'ticket-issued',
  'file-sent',
])

/** The lines of an audit about the exchange and its states, without those about access. */
export function exchangeOf(lines: readonly AuditEntry[]): AuditEntry[] {
  return lines.filter(({ kind }) => !accessKinds.has(kind))
}

/** The lines of an NDJSON answer. */
export async function linesOf<Line = AuditEntry>(response: Response): Promise<Line[]> {
  const text = (await response.text()).trim()
  return text === '' ? [] : text.split('\n').map((line) => JSON.parse(line) as Line)
}
