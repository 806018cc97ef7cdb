import { MB, pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { allowed, bytesOf, grownPdf } from '../world/samples.ts'
import { until } from '../world/until.ts'
import { meet, offered } from './meeting.ts'

/* In whatever order a client sends, the disk never holds much more than the client declared. */

const pdf = bytesOf(allowed.pdf)

test('the same form again and again, cut each time, keeps at most one body on the disk', async () => {
  const meeting = await meet()
  const { world, doctor } = meeting
  const big = Buffer.from(await grownPdf(4 * MB, 'Quota-Series.pdf').arrayBuffer())
  const { file, transfer } = await offered(meeting, 'Quota-Series.pdf', big.length)
  const boundary = 'chairside-quota'
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="${file}"; filename="a.pdf"\r\n\r\n`
  let most = 0
  for (let round = 0; round < 12; round += 1) {
    const said = await doctor.ask('POST', pathOf(routes.sendForm, { id: transfer }), {
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
      // The form ends in the middle of its file, as after a cut.
      body: Buffer.concat([
        Buffer.from(head),
        big.subarray(0, 3 * MB),
        Buffer.from(`\r\n--${boundary}--\r\n`),
      ]),
    })
    expect(said.json<{ files: unknown }>().files).toMatchObject([
      { id: file, error: { code: 'SIZE_MISMATCH' } },
    ])
    most = Math.max(
      most,
      (await world.stored()).reduce((sum, size) => sum + size, 0),
    )
  }
  expect(most).toBeLessThanOrEqual(2 * big.length)
  await until('nothing of them lies there any more', async () => (await world.stored()).length === 0)
})

test('fifty hostile orders of form, PATCH, cut and withdrawal leave what is declared, and no more', async () => {
  const meeting = await meet()
  const { world, doctor } = meeting
  let seed = 7
  const draw = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return seed % below
  }
  const { file, transfer } = await offered(meeting, 'Quota-Letter.pdf', pdf.length)
  const form = (bytes: number) => {
    const body = new FormData()
    body.append(file, new File([pdf.subarray(0, bytes)], 'a.pdf'))
    return fetch(`${world.url}${pathOf(routes.sendForm, { id: transfer })}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${doctor.token}` },
      body,
    }).then((answer) => answer.arrayBuffer())
  }
  for (let order = 0; order < 50; order += 1) {
    const at = draw(3) === 0 ? 0 : await doctor.offset(file)
    const some = draw(pdf.length - 1)
    const acts = [
      () => form(some),
      () => doctor.patch(file, pdf.subarray(at, Math.max(at, Math.min(some, pdf.length - 1))), at),
      () => doctor.patch(file, pdf.subarray(0, 10), draw(pdf.length)),
      () => doctor.offset(file),
    ]
    await Promise.all([acts[draw(4)]?.(), acts[draw(4)]?.()])
    const lying = (await world.stored()).reduce((sum, size) => sum + size, 0)
    expect(lying, `after order ${order}`).toBeLessThanOrEqual(3 * pdf.length)
  }
  await doctor.ask('DELETE', pathOf(routes.endUpload, { id: file }), {
    headers: { 'tus-resumable': '1.0.0' },
  })
  await until('nothing lies there any more', async () => (await world.stored()).length === 0)
})
