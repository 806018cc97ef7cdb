import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDisk } from '../../server/src/adapters/disk/store.ts'
import { defaultLimits } from '../../server/src/limits.ts'
import { allowed, bytesOf } from '../world/samples.ts'
import { atEnd, until } from '../world/until.ts'
import { meet } from './meeting.ts'

const pdf = bytesOf(allowed.pdf)

test('of ten files that become whole at the same time the gate reads four at once, and all become ready', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'chairside-'))
  atEnd(() => rmSync(folder, { recursive: true, force: true }))
  const disk = await openDisk(folder)
  const slow = Promise.withResolvers<void>()
  const reading = new Set<string>()
  const store: typeof disk = {
    ...disk,
    read: async function* (key, ...asked) {
      reading.add(key)
      await slow.promise
      yield* disk.read(key, ...asked)
    },
  }
  const sealed: string[] = []
  const seal: typeof disk.seal = async (key, size) => {
    await disk.seal(key, size)
    sealed.push(key)
  }
  const { doctor } = await meet({ overrides: { store: { ...store, seal } } })
  const five = Array.from({ length: 5 }, (_, index) => ({ name: `Letter-${index}.pdf`, size: pdf.length }))
  atEnd(() => slow.resolve())
  const transfers = [await doctor.offer(five), await doctor.offer(five)]
  const files = transfers.flatMap((transfer) => transfer.files)
  const answers = Promise.all(files.map(({ id }) => doctor.patch(id, pdf)))
  await until('all are whole', () => sealed.length === files.length)
  await until('the gate reads', () => reading.size === defaultLimits.gates)
  // A request that is answered after the last seal: by then the gate would have begun to read the others as well.
  for (const { id } of transfers) await doctor.see(id)
  expect(reading.size).toBe(defaultLimits.gates)
  slow.resolve()
  expect((await answers).map(({ status }) => status)).toEqual(files.map(() => 204))
  expect(reading.size).toBe(files.length)
})
