import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { pointers } from '../../server/src/records/pointers.ts'
import { openOwning } from '../world/owning.ts'
import { openLiveFiles } from './live-file.ts'
import { ownerContract } from './owner.ts'
import { openThings } from './thing.ts'

ownerContract('live files', openLiveFiles)
ownerContract('things made for this contract', openThings)

test('a thing may be of a type that the gate does not know, and is then saved and never shown in place', async () => {
  const { announce, bytes, sender, reader } = await openOwning(openThings)
  const text = Buffer.from('A text is no type of its own for the gate.\n'.repeat(20))
  const id = await announce('notes.txt', text.length)
  const { Readable } = await import('node:stream')
  const received = await bytes.uploads
    .of('thing')
    .receive(sender, id, { source: Readable.from([text]), offset: 0, length: text.length })
  expect(received.problem).toBeNull()
  const { url } = await bytes.downloads.ticket({ who: reader, owner: 'thing', id, use: 'view' }, undefined)
  const answer = await fetch(url)
  expect(answer.headers.get('content-type')).toBe('application/octet-stream')
  expect(answer.headers.get('content-disposition')).toMatch(/^attachment/)
  expect(Buffer.from(await answer.arrayBuffer()).equals(text)).toBe(true)
})

test('every column that refers to an object is in the list of pointers', async () => {
  const { ground } = await openOwning(openThings)
  const tables = await sql<{ name: string }>`select name from sqlite_master where type = 'table'`.execute(
    ground.records.db,
  )
  const found: { table: string; column: string }[] = []
  for (const { name } of tables.rows) {
    const keys = await sql<{ table: string; from: string }>`
      select "table", "from" from pragma_foreign_key_list(${name})`.execute(ground.records.db)
    for (const key of keys.rows) if (key.table === 'objects') found.push({ table: name, column: key.from })
  }
  expect(found).toEqual(pointers)
})

test('the path of the bytes knows no owner by name', () => {
  const folder = join(import.meta.dirname, '..', '..', 'server', 'src', 'domain', 'bytes')
  for (const name of readdirSync(folder))
    expect(readFileSync(join(folder, name), 'utf8'), name).not.toMatch(/\/live\/|\/documents\/|'file'/)
})
