import { expect, test } from 'vitest'
import { ask } from '../http.ts'
import { bring, fileIn } from '../party.ts'
import { anna, eva } from '../people.ts'
import { allowed, bytesOf } from '../samples.ts'
import { openWorld } from '../world.ts'

test('probe', async () => {
  const world = await openWorld({ limits: { heldFiles: 1000 } })
  const id = await world.appointment()
  const doctor = await bring(world, id, eva.id)
  const patient = await bring(world, id, anna.id)
  const pdf = bytesOf(allowed.pdf)
  let lost = 0
  for (let i = 0; i < 300; i += 1) {
    const transfer = await doctor.offer([{ name: 'Probe-Letter.pdf', size: pdf.length }])
    const file = fileIn(transfer).id
    await doctor.patch(file, pdf)
    const url = await patient.ticket(file)
    if (i % 2) await ask(url, 'HEAD')
    const said = await ask(url, 'GET')
    expect(said.body.length).toBe(pdf.length)
    let seen = false
    for (let k = 0; k < 100 && !seen; k += 1) {
      seen = fileIn(await doctor.see(transfer.id)).state === 'downloaded'
      if (!seen) await new Promise((r) => setTimeout(r, 5))
    }
    if (!seen) lost += 1
    await doctor.ask('DELETE', `/v1/files/${file}/upload`, { headers: { 'tus-resumable': '1.0.0' } })
    if (i % 40 === 39) { await world.backend('PUT', `/v1/appointments/${id}`, {}); }
    if (false) break
  }
  console.log('lost', lost)
}, 120000)
