import { createServer } from 'node:http'
import { createAnnouncer } from '../../server/src/adapters/announcer/announcer.ts'
import { createHearing } from '../../server/src/adapters/announcer/hearing.ts'
import { systemClock } from '../../server/src/adapters/clock.ts'
import type { Exchange } from '../../server/src/domain/domain.ts'
import type { TokenIdentity } from '../../server/src/domain/people/identity.ts'
import { createRates } from '../../server/src/domain/rate.ts'
import { defaultLimits as limits } from '../../server/src/limits.ts'
import { createLog } from '../../server/src/log.ts'
import { createPageVersions } from '../../server/src/page-versions.ts'
import { attachSockets, createSocketServer } from '../../server/src/realtime/socket.ts'

/*
 * Chairside's sockets without its records: handshake, rates, schemas, answers and announcer are the product's own, but a
 * command is told at once to both people instead of after a commit. Shows how much of an event is its record. The event
 * comes from the setting SAMPLE; a token here is only "appointment/participant".
 */
const [port] = process.argv.slice(2)
const sample = JSON.parse(process.env.SAMPLE ?? 'null')
const people = ['practitioner', 'patient'] as const

const io = createSocketServer(limits)
const announcer = createAnnouncer(io, createHearing(), true)
const exchange = {
  tokens: {
    verify: async (token: string): Promise<TokenIdentity> => {
      const [appointment = '', role] = token.split('/')
      const expiresAt = systemClock.now() + limits.token
      const id = role === 'patient' ? 'patient' : 'practitioner'
      return { kind: 'participant', id, role: id, appointment, expiresAt }
    },
  },
  presence: {
    enter: async (_: TokenIdentity, appointment: string) => {
      for (const one of people)
        announcer.toParticipant(appointment, one, { name: 'appointment', payload: sample })
      announcer.toDesk('practitioner', { name: 'appointment', payload: sample })
    },
    leave: () => {},
  },
  reading: { admit: async () => {}, snapshot: async () => sample },
  access: { connected: () => {}, disconnected: () => {} },
  refusals: { note: () => {}, failed: () => {} },
}

const http = createServer((_, response) => response.end())
attachSockets(io, http, {
  // Only what people of an appointment need who connect and say where they are.
  exchange: exchange as unknown as Exchange,
  rates: createRates(systemClock, limits),
  versions: createPageVersions(systemClock, 'bench', undefined),
  limits,
  clock: systemClock,
  log: createLog('warn'),
  trustProxy: false,
  mayConnect: () => true,
  noteOrigin: () => {},
})
http.listen(Number(port), '127.0.0.1')
