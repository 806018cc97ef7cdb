import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ChairsideError } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { openSqlite } from '../../../server/src/adapters/sql/sqlite.ts'
import type { Database } from '../../../server/src/seams.ts'
import { withDriver } from '../../world/driver.ts'
import { ask } from '../../world/http.ts'
import { bring, fileIn } from '../../world/party.ts'
import { anna, eva } from '../../world/people.ts'
import { allowed, bytesOf } from '../../world/samples.ts'
import { atEnd, until } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

const pdf = bytesOf(allowed.pdf)

/** Records that take nothing while they are away, and can keep a commit without an answer. */
function openAway() {
  const dataDir = mkdtempSync(join(tmpdir(), 'chairside-'))
  atEnd(() => rmSync(dataDir, { recursive: true, force: true }))
  const unanswered = new WeakSet<object>()
  const now = { away: false, losesAnswer: false, refused: 0 }
  const refuse = (): ChairsideError => {
    now.refused += 1
    return new ChairsideError('STORAGE_UNAVAILABLE')
  }
  const database: Database = {
    ...withDriver(openSqlite(dataDir), (driver) => {
      const [begin, commit] = [driver.beginTransaction.bind(driver), driver.commitTransaction.bind(driver)]
      driver.beginTransaction = (...given) => (now.away ? Promise.reject(refuse()) : begin(...given))
      driver.commitTransaction = async (...given) => {
        await commit(...given)
        if (!now.losesAnswer) return
        now.losesAnswer = false
        const error = refuse()
        unanswered.add(error)
        throw error
      }
    }),
    isUnanswered: (error) => typeof error === 'object' && error !== null && unanswered.has(error),
  }
  return { database, now }
}

async function meet() {
  const { database, now } = openAway()
  const world = await openWorld({ overrides: { database } })
  const id = await world.appointment()
  const [doctor, patient] = [await bring(world, id, eva.id), await bring(world, id, anna.id)]
  const transfer = await doctor.offer([{ name: 'Away-Letter.pdf', size: pdf.length }])
  const { id: file } = fileIn(transfer)
  expect((await doctor.patch(file, pdf)).status).toBe(204)
  const url = await patient.ticket(file, 'download')
  const state = async () => fileIn(await doctor.see(transfer.id)).state
  const lines = async (kind: string) => (await world.audit(id)).filter((line) => line.kind === kind)
  return { world, now, patient, url, state, lines }
}

test('a file that was saved while the records were away counts as downloaded once they are back, and who left is in the audit', async () => {
  const { world, now, patient, url, state, lines } = await meet()
  const page = await patient.connect()
  await until('the patient is connected', async () => (await lines('connected')).length === 1)
  now.away = true
  expect((await ask(url, 'GET')).body.equals(pdf)).toBe(true)
  page.close()
  await until('the records have refused both', () => now.refused >= 2)
  now.away = false
  await until('it is downloaded', async () => {
    await world.clock.advance(5_000)
    return (await state()) === 'downloaded'
  })
  await until('and the patient left', async () => (await lines('disconnected')).length === 1)
  expect(await lines('file-sent')).toHaveLength(1)
}, 60_000)

test('what went out is in the audit once, also where the answer to its commit was lost', async () => {
  const { world, now, url, state, lines } = await meet()
  now.losesAnswer = true
  expect((await ask(url, 'GET')).body.equals(pdf)).toBe(true)
  await until('the answer is lost', () => now.refused > 0)
  await world.clock.advance(10_000)
  await until('it is downloaded', async () => (await state()) === 'downloaded')
  expect((await ask(url, 'GET')).body.equals(pdf)).toBe(true)
  await until('the next one is kept, too', async () => (await lines('file-sent')).length > 1)
  expect([(await lines('file-sent')).length, (await lines('file-downloaded')).length]).toEqual([2, 1])
})
