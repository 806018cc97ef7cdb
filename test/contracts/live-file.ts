import { randomUUID } from 'node:crypto'
import { transferPolicy } from '@chairside/protocol'
import { createFileOwner, fileKind } from '../../server/src/domain/live/owner.ts'
import { createReceipts } from '../../server/src/domain/live/receipt.ts'
import { createTransferTeller, tellRequest } from '../../server/src/domain/live/tellers.ts'
import { createTransfers } from '../../server/src/domain/live/transfer.ts'
import { createAppointmentTeller } from '../../server/src/domain/people/appointment-view.ts'
import type { Identity } from '../../server/src/domain/people/identity.ts'
import { insertAppointment } from '../../server/src/records/appointment.ts'
import { replaceParticipants } from '../../server/src/records/participant.ts'
import { listReceipts } from '../../server/src/records/receipt.ts'
import type { ParticipantRow } from '../../server/src/records/tables.ts'
import type { Footing, Owned } from '../world/owning.ts'
import { anna, eva, otherDoctor } from '../world/people.ts'

const appointment = 'a-1'

const participant = (id: string, role: 'practitioner' | 'patient'): Identity => ({
  kind: 'participant',
  id,
  role,
  appointment,
  expiresAt: Number.MAX_SAFE_INTEGER,
})
const [doctor, patient, stranger] = [
  participant(eva.id, 'practitioner'),
  participant(anna.id, 'patient'),
  participant(otherDoctor.id, 'practitioner'),
]

const row = (
  { id, name }: typeof eva,
  role: 'practitioner' | 'patient',
  position: number,
): ParticipantRow => ({
  appointment,
  id,
  role,
  name,
  paid: true,
  position,
  revision: 0,
  erased: false,
})

/** The owner of the files of the live exchange, with an appointment of Eva and Anna. */
export async function openLiveFiles({ ground, announcer }: Footing): Promise<Owned> {
  const { records, clock } = ground
  const retentionHours = 24
  const sight = { retentionHours, arriving: () => undefined }
  const receipts = createReceipts(ground)
  const transfers = createTransfers(ground, { sight, stop: () => undefined, stopForPause: () => undefined })
  const people = [row(eva, 'practitioner', 0), row(anna, 'patient', 1)]
  await insertAppointment(records.db, {
    id: appointment,
    practitioner: eva.id,
    starts_at: clock.now(),
    ends_at: clock.now() + 1_800_000,
    plan: 'pro',
    title: '',
    template: null,
    ended_at: null,
  })
  await replaceParticipants(records.db, appointment, people)
  return {
    kind: fileKind,
    owner: createFileOwner(ground, {
      ...{ announcer, receipts, retentionHours },
      arrived: () => {},
      ready: () => {},
    }),
    tellers: {
      appointment: createAppointmentTeller(retentionHours),
      request: tellRequest,
      transfer: createTransferTeller(sight),
    },
    largest: transferPolicy.bytes,
    sender: doctor,
    reader: patient,
    stranger,
    announce: async (name, size) => {
      const id = randomUUID()
      // The address of a form contains the id of the transfer. Here a transfer has the same id as its only file.
      await transfers.offer(doctor, appointment, { id, to: anna.id, files: [{ id, name, size }] })
      return id
    },
    partsOf: transfers.partsOf,
    receipts: async (id) => (await listReceipts(records.db, [id])).length,
    revoke: async () => {
      await replaceParticipants(records.db, appointment, people.slice(0, 1))
    },
  }
}
