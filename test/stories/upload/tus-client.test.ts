import { MB, pathOf, routes } from '@chairside/protocol'
import { DetailedError, Upload, type UploadOptions } from 'tus-js-client'
import { expect, test } from 'vitest'
import { systemClock } from '../../../server/src/adapters/clock.ts'
import { ask } from '../../world/http.ts'
import { openLine } from '../../world/line.ts'
import { bring, fileIn } from '../../world/party.ts'
import { anna, eva } from '../../world/people.ts'
import { grownPdf } from '../../world/samples.ts'
import { until } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

/** A file that Eva has offered, and a way to upload it by tus-js-client over a line. */
async function offered(size: number, name: string) {
  const world = await openWorld({ overrides: { clock: systemClock } })
  const line = await openLine(world.url)
  const id = await world.appointment()
  const [doctor, patient] = [await bring(world, id, eva.id), await bring(world, id, anna.id)]
  const transfer = await doctor.offer([{ name, size }])
  const { id: file } = fileIn(transfer)
  const bytes = Buffer.from(await grownPdf(size, name).arrayBuffer())
  const requests: string[] = []
  /** Begins an upload. `promise` settles with its end. */
  const upload = (options: Partial<UploadOptions> = {}) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    promise.catch(() => undefined)
    const upload = new Upload(bytes, {
      uploadUrl: line.url + pathOf(routes.sendBytes, { id: file }),
      headers: { Authorization: `Bearer ${doctor.token}` },
      retryDelays: [50, 100, 200, 400, 800, 1600],
      onBeforeRequest: (request) => void requests.push(request.getMethod()),
      onSuccess: () => resolve(),
      onError: reject,
      ...options,
    })
    upload.start()
    return { upload, ended: promise }
  }
  const arrived = async (): Promise<boolean> => {
    await until('it is ready', async () => fileIn(await doctor.see(transfer.id)).state === 'ready')
    return (await ask(await patient.ticket(file), 'GET')).body.equals(bytes)
  }
  const stored = (least: number) =>
    until('so much is stored', async () => ((await world.stored()).at(-1) ?? 0) >= least)
  return { world, line, doctor, transfer: transfer.id, file, requests, upload, arrived, stored }
}

test('tus-js-client sends a file in one PATCH', async () => {
  const { upload, arrived, requests } = await offered(3 * MB, 'Einlagen Quintavalle.pdf')
  await upload().ended
  expect(requests).toEqual(['HEAD', 'PATCH'])
  expect(await arrived()).toBe(true)
})

test('tus-js-client sends a file in many PATCHes', async () => {
  const { line, upload, arrived, requests } = await offered(5 * MB + 7, 'Messreihe Quintavalle.pdf')
  await upload({ chunkSize: MB }).ended
  expect(requests).toEqual(['HEAD', ...Array(6).fill('PATCH')])
  expect(line.offsets).toEqual([0, MB, 2 * MB, 3 * MB, 4 * MB, 5 * MB])
  expect(await arrived()).toBe(true)
})

test.each([
  ['one PATCH', {}],
  ['chunks of 1 MB', { chunkSize: MB }],
])('tus-js-client goes on where it stood after the line was cut, in %s', async (_, options) => {
  const size = 8 * MB
  const { line, upload, arrived, stored } = await offered(size, 'Abgerissene Übung.pdf')
  line.hold(3.5 * MB)
  const { ended } = upload(options)
  await stored(3 * MB)
  line.cut()
  line.flow()
  line.mend()
  await ended
  expect(await arrived()).toBe(true)
  expect(line.offsets.filter((offset) => offset === 0)).toEqual([0])
  expect(line.uploaded).toBeLessThan(size + 2 * MB)
})

test('tus-js-client in a new process goes on by the address of the upload alone', async () => {
  // More than the systems on the way hold: what has left the old process may still come.
  const size = 24 * MB
  const { line, upload, arrived, stored, requests } = await offered(size, 'Neu begonnener Plan.pdf')
  line.hold(3 * MB)
  const first = upload()
  await stored(2 * MB)
  await first.upload.abort()
  line.flow()
  await upload().ended
  expect(await arrived()).toBe(true)
  expect(requests).toEqual(['HEAD', 'PATCH', 'HEAD', 'PATCH'])
  expect(line.offsets[1]).toBeGreaterThanOrEqual(2 * MB)
})

test('tus-js-client takes an upload back, and is told why a later one cannot be', async () => {
  const { line, doctor, transfer, upload, stored } = await offered(4 * MB, 'Zurückgezogener Plan.pdf')
  line.hold(2 * MB)
  const first = upload()
  await stored(MB)
  await first.upload.abort(true)
  line.flow()
  expect(fileIn(await doctor.see(transfer)).state).toBe('withdrawn')
  const error: unknown = await upload({ retryDelays: null }).ended.catch((cause) => cause)
  expect(error instanceof DetailedError && error.originalResponse?.getStatus()).toBe(410)
})
