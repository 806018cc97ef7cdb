import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Details,
  type ErrorCode,
  type ErrorKind,
  errorCodes,
  errorKinds,
  MB,
  sentence,
} from '@chairside/protocol'
import { expect, test } from 'vitest'

/** The details with which docs/errors.md shows the sentences that need some. */
const shown: Partial<Record<ErrorCode, Details>> = {
  BAD_REQUEST: { found: 'not-allowed', field: '/plan', choices: ['basic', 'pro', 'clinic'] },
  UNSUPPORTED_VERSION: {
    server: { version: 10, oldest: 5 },
    client: { version: 4, oldest: 4 },
    update: 'app',
  },
  NOTE_TOO_LONG: { actual: 612, limit: 500 },
  MULTIPART_INVALID: { found: 'no-file' },
  MEDIA_TYPE_NOT_SUPPORTED: { type: 'text/plain' },
  BODY_TOO_LARGE: { limit: 262_144 },
  RATE_LIMITED: { limit: 20 },
  TOO_MANY_CONNECTIONS: { limit: 10 },
  APPOINTMENT_FULL: { actual: 51, limit: 50 },
  LIBRARY_FULL: { actual: 10_300 * MB, limit: 10_240 * MB },
  CODE_WRONG: { actual: 1, limit: 5 },
  CODE_WAIT: { retryAfter: 30 },
  CODE_USED_UP: { limit: 5 },
  FILE_COUNT_LIMIT: { actual: 6, limit: 5 },
  FILE_TOO_LARGE: { actual: 120 * MB, limit: 100 * MB },
  TRANSFER_TOO_LARGE: { actual: 130 * MB, limit: 100 * MB },
  SIZE_MISMATCH: { actual: 1001, limit: 1000 },
  EXTENSION_NOT_ALLOWED: { extension: 'mp4' },
  TYPE_NOT_ALLOWED: { extension: 'gif' },
  IMAGE_TOO_MANY_PIXELS: { actual: 120_000_000, limit: 100_000_000 },
  UPLOAD_OFFSET_MISMATCH: { actual: 90, limit: 70 },
  DOWNLOADS_FULL: { limit: 200 },
  ORIGIN_NOT_ALLOWED: { at: 'https://app.example' },
  EMBED_INVALID: { found: 'missing', field: '/url' },
  NO_SERVER: { at: 'https://files.example' },
  BLOCKED_BY_PAGE: { at: 'https://files.example' },
}

const rowOf = (code: ErrorCode): string => {
  const { status, retry }: ErrorKind = errorKinds[code]
  const said = sentence({ code, ...shown[code] })
  return `| \`${code}\` | ${status} | ${retry ? 'yes' : 'no'} | ${said} |`
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
