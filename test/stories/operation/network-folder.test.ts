import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { requireLocal } from '../../../server/src/network-folder.ts'

test.each([
  ['NFS', 0x6969],
  ['SMB', 0x517b],
  ['SMB', 0xff534d42],
  ['SMB', 0xfe534d42],
  ['FUSE', 0x65735546],
  // As a signed number, which some systems give.
  ['SMB', 0xfe534d42 | 0],
])('a data folder on %s (%i) is refused with what to do', (name, type) => {
  expect(() => requireLocal('/srv/chairside', type)).toThrow(`/srv/chairside lies on ${name}`)
})

test('a folder of this machine’s own disk is taken', () => {
  expect(() => requireLocal(tmpdir())).not.toThrow()
  expect(() => requireLocal('/srv/chairside', 0xef53)).not.toThrow()
})
