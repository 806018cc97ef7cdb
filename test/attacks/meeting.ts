import type { TransferFile } from '@chairside/protocol'
import { expect } from 'vitest'
import type { Said } from '../world/http.ts'
import { bring, fileIn, type Party } from '../world/party.ts'
import { anna, eva } from '../world/people.ts'
import type { Plain } from '../world/socket.ts'
import { until } from '../world/until.ts'
import { openWorld, type World } from '../world/world.ts'

/** Eva and Anna over plain HTTP, and what each of them hears. */
export interface Meeting {
  readonly world: World
  readonly id: string
  readonly doctor: Party
  readonly patient: Party
  readonly ears: readonly Plain[]
}

export async function meet(settings: Parameters<typeof openWorld>[0] = {}): Promise<Meeting> {
  const world = await openWorld(settings)
  const id = await world.appointment()
  const [doctor, patient] = [await bring(world, id, eva.id), await bring(world, id, anna.id)]
  return { world, id, doctor, patient, ears: [await doctor.connect(), await patient.connect()] }
}

/** A file that Eva has offered under a name, with its transfer. */
export async function offered({ doctor }: Meeting, name: string, size: number) {
  const transfer = await doctor.offer([{ name, size }])
  return { transfer: transfer.id, file: fileIn(transfer).id }
}

/** Eva sends a content under a name; the answer to its last byte. */
export async function sendAs(
  meeting: Meeting,
  name: string,
  content: Buffer,
): Promise<{ said: Said; transfer: string; file: string }> {
  const { transfer, file } = await offered(meeting, name, content.length)
  return { said: await meeting.doctor.patch(file, content), transfer, file }
}

/** What a participant has been told of a file last. */
function told(ear: Plain, file: string): TransferFile | undefined {
  const transfers = ear.heard.flatMap(({ name, payload }) =>
    name === 'transfer' ? [(payload as { transfer: { files: TransferFile[] } }).transfer] : [],
  )
  return transfers.flatMap(({ files }) => files.filter(({ id }) => id === file)).at(-1)
}

/** Both sides are told that a file was refused and why, its bytes go, and the record has it once. */
export async function expectRefused(
  { world, id, ears }: Meeting,
  file: string,
  code: string,
  kept: readonly number[] = [],
): Promise<void> {
  for (const ear of ears)
    expect(
      await until('both sides are told', () => {
        const seen = told(ear, file)
        return seen?.state === 'rejected' && seen
      }),
    ).toMatchObject({ state: 'rejected', code })
  await until('its bytes are gone', () => JSON.stringify(world.stored()) === JSON.stringify(kept))
  const lines = (await world.record(id)).filter((line) => line.kind === 'file-rejected' && line.file === file)
  expect(lines).toMatchObject([{ code }])
}
