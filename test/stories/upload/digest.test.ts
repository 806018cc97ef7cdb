import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { crc32 } from 'node:zlib'
import type { Appointment } from '@chairside/client'
import { MB } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { createDigest } from '../../../server/src/domain/bytes/digest.ts'
import { openLine } from '../../world/line.ts'
import { anna, eva } from '../../world/people.ts'
import { allowed, grownPdf, pick } from '../../world/samples.ts'
import { keepSecret } from '../../world/secrets.ts'
import { until } from '../../world/until.ts'
import { openWorld, type World } from '../../world/world.ts'

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** The digests that the server keeps of a ready file, in its object and in the audit, and its size. */
async function kept(world: World, appointment: string, file: string) {
  const records = new DatabaseSync(join(world.dataDir, 'records.sqlite'), { readOnly: true })
  const object = records
    .prepare('select sha256, crc32, objects.size from objects join uploads on object = key where id = ?')
    .get(file)
  records.close()
  const line = (await world.record(appointment)).find(
    ({ kind, file: about }) => kind === 'file-ready' && about === file,
  )
  return { ...object, inRecord: line?.sha256 }
}

/** Expects that the server keeps and answers the digests of this file's bytes. */
async function expectDigests(
  world: World,
  appointment: string,
  patient: Appointment,
  file: File,
): Promise<void> {
  const bytes = Buffer.from(await file.arrayBuffer())
  const prompt = await until(
    'the file is ready',
    () => patient.prompts.find(({ size }) => size === file.size),
    2000,
  )
  const wanted = sha256(bytes)
  expect(await kept(world, appointment, prompt.id)).toEqual({
    sha256: wanted,
    crc32: crc32(bytes),
    size: bytes.length,
    inRecord: wanted,
  })
  const { url } = await prompt.ticket('download')
  keepSecret(url)
  const answer = await fetch(url, { method: 'HEAD' })
  expect(answer.headers.get('etag')).toBe(`"${wanted}"`)
}

/** Eva sends 6 MB over a line that holds after 4 MB. */
async function halfway() {
  const world = await openWorld()
  const id = await world.appointment()
  const line = await openLine(world.url)
  const practitioner = await world.join(id, eva.id, 'call', line.url)
  const patient = await world.join(id, anna.id)
  const file = grownPdf(6 * MB, 'Entlassungsbrief Ókubo.pdf')
  line.hold(4 * MB)
  await practitioner.send([file])
  await until('bytes are stored', async () => {
    await world.clock.advance(100)
    return ((await world.stored())[0] ?? 0) > 3.9 * MB
  })
  return { world, id, line, practitioner, patient, file }
}

test('the digest knows the published examples of SHA-256 and CRC-32', () => {
  const abc = createDigest()
  for (const chunk of ['a', '', 'bc']) abc.update(Buffer.from(chunk))
  expect(abc.bytes).toBe(3)
  // The first example of FIPS 180-4, and the check value of CRC-32 in the catalogue of parametrised CRCs.
  expect(abc.finish().sha256).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  const check = createDigest()
  for (const chunk of ['1234', '56789']) check.update(Buffer.from(chunk))
  expect(check.finish().crc32).toBe(0xcbf43926)
})

test('what is kept of a file are the digests of the bytes that were sent', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  const practitioner = await world.join(id, eva.id)
  const patient = await world.join(id, anna.id)
  const files = [pick(allowed.pdf), pick(allowed.docx), grownPdf(3 * MB, 'Laborwerte Wojciechowski.pdf')]
  await practitioner.send(files)
  for (const file of files) await expectDigests(world, id, patient, file)
})

test('the digests are right for an upload that came in two connections', async () => {
  const { world, id, line, practitioner, patient, file } = await halfway()
  line.cut()
  await until('the line is down', () => practitioner.connection.state === 'down')
  line.flow()
  line.mend()
  await expectDigests(world, id, patient, file)
  expect(line.offsets).toHaveLength(2)
})

test('the digests are made anew for an upload whose server was restarted in its middle', async () => {
  const { world, id, line, patient, file } = await halfway()
  await world.restart()
  line.flow()
  await expectDigests(world, id, patient, file)
  expect(line.offsets[1]).toBeGreaterThan(3.9 * MB)
})
