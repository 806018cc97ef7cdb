import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MB } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { openDisk } from '../../server/src/adapters/disk.ts'
import { atEnd } from '../until.ts'
import { storeContract } from './store.ts'

function folder(): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'chairside-'))
  atEnd(() => rmSync(dataDir, { recursive: true, force: true }))
  return dataDir
}

storeContract('on the disk', async () => {
  const dataDir = folder()
  return {
    store: await openDisk(dataDir),
    again: () => openDisk(dataDir),
    lose: async (key) => rmSync(join(dataDir, 'objects', 'unsealed', key)),
  }
})

/** The open files of this process that lie in a folder. */
const openIn = (place: string): string[] =>
  readdirSync('/proc/self/fd').flatMap((number) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${number}`)
      return path.startsWith(place) ? [path] : []
    } catch {
      return []
    }
  })

test('the store on the disk closes every file that it opened, also when a reader leaves early', async () => {
  const dataDir = folder()
  const store = await openDisk(dataDir)
  const bytes = Buffer.alloc(4_000_000, 'chairside')
  await store.append('left-early', { epoch: 1, at: 0, chunks: [Uint8Array.from(bytes)] })
  await store.append('left-early', { epoch: 1, at: 7, chunks: [bytes] }).catch(() => undefined)
  await store.seal('left-early', bytes.length)
  for await (const chunk of store.read('left-early', { start: 0, end: bytes.length - 1 }))
    if (chunk.length > 0) break
  await expect.poll(() => openIn(dataDir)).toEqual([])
})

test('the store on the disk says so when its folder is gone', async () => {
  const dataDir = folder()
  const store = await openDisk(dataDir)
  rmSync(join(dataDir, 'objects'), { recursive: true })
  await expect(
    store.append('nowhere', { epoch: 1, at: 0, chunks: [Buffer.from('x')] }),
  ).rejects.toMatchObject({
    name: 'ChairsideError',
  })
})

test('the store on the disk gives the memory of what it has written back at once, and of nothing else', async () => {
  const store = await openDisk(folder())
  const [own, shared] = [new Uint8Array(MB), Buffer.alloc(2 * MB)]
  await store.append('given', { epoch: 1, at: 0, chunks: [own, shared.subarray(0, MB)] })
  expect([own.length, shared.length]).toEqual([0, 2 * MB])
  const refused = new Uint8Array(MB)
  await store.append('given', { epoch: 1, at: 0, chunks: [refused] }).catch(() => undefined)
  expect(refused).toHaveLength(MB)
})
