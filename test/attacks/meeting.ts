import type { TransferFile } from '@chairside/protocol'
import { expect } from 'vitest'
import type { Said } from '../world/http.ts'
import { bring, fileIn, type Party } from '../world/party.ts'
import { anna, eva } from '../world/people.ts'
import type { Plain } from '../world/socket.ts'
import { until } from '../world/until.ts'
import { openWorld, type World } from '../world/world.ts'

/** An appointment of Eva and Anna, who speak plain HTTP. `ears` hold their sockets, Eva's first. */
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

/** Eva offers a file. Gives the ids of the file and of its transfer. */
export async function offered({ doctor }: Meeting, name: string, size: number) {
  const transfer = await doctor.offer([{ name, size }])
  return { transfer: transfer.id, file: fileIn(transfer).id }
}

/** Eva offers and sends a content. Gives the answer to the request, and both ids. */
export async function sendAs(
  meeting: Meeting,
  name: string,
  content: Buffer,
): Promise<{ said: Said; transfer: string; file: string }> {
  const { transfer, file } = await offered(meeting, name, content.length)
  return { said: await meeting.doctor.patch(file, content), transfer, file }
}

/** The last state of a file that a participant was told. */
function told(ear: Plain, file: string): TransferFile | undefined {
  const transfers = ear.heard.flatMap(({ name, payload }) =>
    name === 'transfer' ? [(payload as { transfer: { files: TransferFile[] } }).transfer] : [],
  )
  return transfers.flatMap(({ files }) => files.filter(({ id }) => id === file)).at(-1)
}

/**
 * Expects that both sides are told why a file was refused, that only objects of the sizes `kept` stay stored, and that
 * the audit has one line for it.
 */
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
  await until('its bytes are gone', async () => JSON.stringify(await world.stored()) === JSON.stringify(kept))
  const lines = (await world.record(id)).filter((line) => line.kind === 'file-rejected' && line.file === file)
  expect(lines).toMatchObject([{ code }])
}
