import type { AuditKind } from '@chairside/protocol'
import type { Log } from '../../log.ts'
import { fromAddress } from '../events/audit.ts'
import type { Identity } from './identity.ts'
import type { Trail } from './trail.ts'

/** Keeps in the log and the audit who connected and disconnected. `address` is the client's IP address. */
export interface Access {
  connected(who: Identity, address: string | undefined): void
  disconnected(who: Identity, address: string | undefined): void
}

export function createAccess({ log }: { log: Log }, { trail }: { trail: Trail }): Access {
  const note = (kind: AuditKind, who: Identity, address: string | undefined): void => {
    const from = fromAddress(address)
    const appointment = who.kind === 'participant' ? { appointment: who.appointment } : {}
    log.info({ sub: who.id, ...appointment, ...from }, kind)
    trail.note(who, { kind, by: who.id, ...from })
  }
  return {
    connected: (who, address) => note('connected', who, address),
    disconnected: (who, address) => note('disconnected', who, address),
  }
}
