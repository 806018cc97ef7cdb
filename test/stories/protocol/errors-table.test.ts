import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ErrorCode, type ErrorKind, errorCodes, errorKinds, sentence } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { advice } from '../../../server/src/http/reference/advice.ts'
import { shown } from '../../../server/src/http/reference/shown.ts'

const rowOf = (code: ErrorCode): string => {
  const { status, retry }: ErrorKind = errorKinds[code]
  const said = sentence({ code, ...shown[code] })
  return `| \`${code}\` | ${status} | ${retry ? 'yes' : 'no'} | ${said} | ${advice[code]} |`
}

test('docs/errors.md has every code, with its status, whether a retry helps, its sentence and what to do', () => {
  const text = readFileSync(join(import.meta.dirname, '../../../docs/errors.md'), 'utf8')
  const rows = text.split('\n').filter((line) => line.startsWith('| `'))
  const begun = errorCodes.map(
    (code) => rows.find((row) => row.startsWith(rowOf(code))) ?? `missing: ${rowOf(code)}`,
  )
  expect(begun.filter((row) => row.startsWith('missing'))).toEqual([])
  expect(rows).toHaveLength(errorCodes.length)
  for (const row of rows) expect(row).toMatch(/ \| \S[^|]+\. \|$/)
})
