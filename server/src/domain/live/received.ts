import { type ReceivedFile, toInstant } from '@chairside/protocol'
import type { Db } from '../../records/database.ts'
import { listReceived } from '../../records/file.ts'
import type { AppointmentRow } from '../../records/tables.ts'
import { hour } from '../../time.ts'

/** The files that a person received in appointments and can save; by the appointment, oldest first. */
export async function readReceived(
  db: Db,
  person: string,
  appointments: readonly Pick<AppointmentRow, 'id' | 'ended_at'>[],
  { retentionHours, describe }: { retentionHours: number; describe: DescribeContent },
): Promise<ReadonlyMap<string, readonly ReceivedFile[]>> {
  const ends = new Map(appointments.map(({ id, ended_at }) => [id, ended_at]))
  const rows = ends.size === 0 ? [] : await listReceived(db, person, [...ends.keys()])
  const all = rows.map(({ appointment, id, name, size, ready_at, flags, thumbnail, ...content }) => {
    const ended = ends.get(appointment) ?? null
    const file: ReceivedFile = {
      ...{ id, name, size },
      ...describe(content.type ?? 'other', content.mime, name),
      flags: [...(flags ?? [])],
      readyAt: toInstant(ready_at ?? 0),
      ...(thumbnail !== null && { thumbnail: true as const }),
      ...(ended !== null && { until: toInstant(ended + retentionHours * hour) }),
    }
    return { appointment, file }
  })
  return new Map(
    [...Map.groupBy(all, ({ appointment }) => appointment)].map(([id, some]) => [
      id,
      some.map(({ file }) => file),
    ]),
  )
}

/** What people take a content for, and the media type that it is served as. */
export type DescribeContent = (
  type: NonNullable<Awaited<ReturnType<typeof listReceived>>[number]['type']>,
  mime: string | null,
  name: string,
) => Pick<ReceivedFile, 'kind' | 'mime'>
