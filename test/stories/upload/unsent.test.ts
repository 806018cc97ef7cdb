import { ChairsideError } from '@chairside/protocol'
import { expect, test } from 'vitest'
import type { Exchange } from '../../../client/src/live/exchange.ts'
import { Transfer } from '../../../client/src/live/transfer.ts'
import type { Unsent } from '../../../client/src/upload/after-reload/tab-memory.ts'

test('an addition that is sent again and lost again still remembers that its photo goes without its place', async () => {
  const remembered: Unsent[] = []
  const exchange = {
    contents: new Map(),
    party: (id: string) => ({ id }),
    changed: () => {},
    sends: (unsent: Unsent) => void remembered.push(unsent),
    command: () => Promise.reject(new ChairsideError('INTERNAL')),
  } as unknown as Exchange
  const about = {
    id: 'transfer',
    appointment: 'visit',
    at: '2026-11-20T10:00:00Z',
    from: 'anna',
    to: 'eva',
  } as const
  const transfer = new Transfer({ ...about, state: 'open', files: [] }, exchange)
  const files = [{ id: 'photo', name: 'photo.jpg', size: 4 }]
  const contents = [{ name: 'photo.jpg', blob: new Blob(['abcd']), location: 'remove' }] as const
  await expect(Transfer.addAgain(transfer, contents, { files, location: 'remove' })).rejects.toThrow()
  expect(remembered).toMatchObject([{ adds: true, location: 'remove', files }])
})
