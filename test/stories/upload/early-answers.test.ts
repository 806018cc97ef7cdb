import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MB } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { systemClock } from '../../../server/src/adapters/clock.ts'
import { openDisk } from '../../../server/src/adapters/disk/store.ts'
import { anna, eva } from '../../world/people.ts'
import { grownPdf, saved } from '../../world/samples.ts'
import { passUpgrade, serve } from '../../world/serve.ts'
import { small } from '../../world/small-disk.ts'
import { atEnd, until } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

/** A proxy that takes an answer which comes before the end of its body for a failure: it answers 502, and closes. */
async function openHasty(server: string) {
  let lost = 0
  const { port } = new URL(server)
  const { url, server: proxy } = await serve((asked, answer) => {
    const { method, url: path, headers } = asked
    let whole = false
    const onward = request({ host: '127.0.0.1', port, method, path, headers, agent: false })
    const fail = (): void => {
      if (answer.headersSent || answer.destroyed) return
      lost += 1
      answer.writeHead(502, { connection: 'close' }).end('<html>502 Bad Gateway</html>')
    }
    onward.on('error', fail).on('response', (said) => {
      if (!whole) {
        onward.destroy()
        return fail()
      }
      answer.writeHead(said.statusCode ?? 0, said.headers)
      said.pipe(answer)
    })
    asked.on('end', () => {
      whole = true
    })
    asked.pipe(onward)
  })
  proxy.on('upgrade', (...upgrade) => passUpgrade(server, ...upgrade))
  return {
    url,
    /** How many answers it has turned into its own. */
    get lost() {
      return lost
    },
  }
}

const program = (name: string): File =>
  new File([Buffer.from('MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0', 'latin1'), Buffer.alloc(20 * MB)], name)

test('a file that is refused while it arrives reads so, where a proxy turns that answer into a failure of its own', async () => {
  const world = await openWorld()
  const proxy = await openHasty(world.url)
  const id = await world.appointment()
  const practitioner = await world.join(id, eva.id, 'call', proxy.url)
  const transfer = await practitioner.send([program('Verkleidung Łukaszewicz.pdf')])
  const file = await until(
    'it is refused',
    () => transfer.files.find(({ state }) => state === 'rejected'),
    2000,
  )
  expect(file.status).toMatchObject({ state: 'rejected', code: 'TYPE_NOT_ALLOWED' })
  expect(proxy.lost).toBeGreaterThan(0)
  expect(practitioner.connection.state).toBe('up')
})

test('so does a store that is full, and with room again the file goes on', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'chairside-'))
  atEnd(() => rmSync(folder, { recursive: true, force: true }))
  const disk = { room: 2 * MB + 4711 }
  const world = await openWorld({
    overrides: { store: small(await openDisk(folder), disk), clock: systemClock },
  })
  const proxy = await openHasty(world.url)
  const id = await world.appointment()
  const practitioner = await world.join(id, eva.id, 'call', proxy.url)
  const patient = await world.join(id, anna.id)
  const file = grownPdf(6 * MB, 'Voller Speicher Łukaszewicz.pdf')
  const transfer = await practitioner.send([file])
  const sent = transfer.files[0]
  const holdup = await until('the sender reads why', () => sent?.holdup, 3000)
  expect([holdup.code, sent?.state, sent?.problem]).toEqual(['STORAGE_FULL', 'receiving', undefined])
  disk.room = 100 * MB
  const prompt = await until('it arrives', () => patient.prompts[0], 3000)
  expect((await saved(prompt)).equals(Buffer.from(await file.arrayBuffer()))).toBe(true)
  expect(sent?.holdup).toBeUndefined()
})
