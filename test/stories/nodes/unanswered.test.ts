import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../../../server/src/adapters/clock.ts'
import { openPostgres } from '../../../server/src/adapters/sql/postgres.ts'
import { defaultLimits } from '../../../server/src/limits.ts'
import { type Postgres, startPostgres } from '../../services/postgres.ts'
import { withDriver } from '../../world/driver.ts'
import { bring } from '../../world/party.ts'
import { openPassage } from '../../world/passage.ts'
import { anna, eva } from '../../world/people.ts'
import { atEnd, until } from '../../world/until.ts'
import { openWorld, type World } from '../../world/world.ts'

/* A commit that PostgreSQL keeps, while its answer is lost with the connection. */

let postgres: Postgres
beforeAll(async () => {
  postgres = await startPostgres()
}, 300_000)
afterAll(() => postgres?.stop())

async function openUnanswered(): Promise<{ world: World; loseNext: () => void }> {
  const url = new URL(await postgres.database())
  const passage = await openPassage(Number(url.port))
  atEnd(passage.close)
  url.port = String(passage.port)
  let armed = false
  const real = openPostgres({ url: url.href, connections: 5 }, defaultLimits.records, systemClock)
  const database = withDriver(real, (driver) => {
    const commit = driver.commitTransaction.bind(driver)
    driver.commitTransaction = (connection) => {
      if (armed) passage.loseAnswers()
      armed = false
      return commit(connection)
    }
  })
  const loseNext = (): void => {
    armed = true
  }
  return { world: await openWorld({ overrides: { database } }), loseNext }
}

test('a request whose commit was not answered is seen by both sides all the same', async () => {
  const { world, loseNext } = await openUnanswered()
  const id = await world.appointment()
  const [practitioner, patient] = [await world.join(id, eva.id), await world.join(id, anna.id)]
  const asking = { appointment: id, id: randomUUID(), to: anna.id }
  const doctor = await bring(world, id, eva.id)
  const connected = async () => (await world.audit(id)).filter(({ kind }) => kind === 'connected').length
  await until('both are noted', async () => (await connected()) === 2)
  loseNext()
  const said = await doctor.ask('POST', '/v1/commands/request:ask', { json: asking })
  expect(said).toMatchObject({ status: 503, error: { code: 'STORAGE_UNAVAILABLE' } })
  await until('the patient sees it', () => patient.requests.some(({ state }) => state === 'asked'))
  await until('so does the practitioner', () => practitioner.requests.length === 1)
})
