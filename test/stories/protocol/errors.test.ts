import {
  ChairsideError,
  Details,
  type ErrorCode,
  type ErrorKind,
  errorCodes,
  errorKinds,
  foundReasons,
  MB,
  sentence,
  WireError,
} from '@chairside/protocol'
import { Check } from 'typebox/value'
import { expect, test } from 'vitest'

const details: Details = { limit: 100 * MB, actual: 120 * MB, extension: 'mp4', retryAfter: 5 }
const kindOf = (code: ErrorCode): ErrorKind => errorKinds[code]

test.each(errorCodes)('%s has a status of an error, a level and a plain sentence', (code) => {
  const { status, level } = kindOf(code)
  expect(status).toBeGreaterThanOrEqual(400)
  expect(status).toBeLessThan(600)
  expect(['debug', 'info', 'warn', 'error']).toContain(level)
  for (const said of [sentence({ code, ...details }), sentence({ code })]) {
    expect(said).toMatch(/^[A-Z].*\.$/)
    expect(said).not.toMatch(/ {2}|NaN|null|\[object|\bfunction\b/)
    expect(said).not.toContain(code)
  }
  expect(sentence({ code, ...details })).not.toContain('undefined')
})

test('a code that only a newer side knows reads as a plain sentence too', () => {
  const newer = 'BETTER_REASON' as ErrorCode
  expect(sentence({ code: newer })).toBe(sentence({ code: 'INTERNAL' }))
})

test('an error after which the same request may succeed is the server’s fault or a matter of waiting', () => {
  const waiting = [
    'RATE_LIMITED',
    'NOT_READY',
    'REQUEST_TOO_SLOW',
    'UPLOAD_OFFSET_MISMATCH',
    'UPLOAD_TOO_SLOW',
    'UPLOAD_MIXED',
  ]
  for (const code of errorCodes) {
    const { status, retry } = kindOf(code)
    expect([code, retry]).toEqual([code, status >= 500 || waiting.includes(code)])
  }
})

test('what we did wrong is logged as an error, what a client did wrong is not', () => {
  for (const code of errorCodes) {
    const { status, level } = kindOf(code)
    if (status < 500) expect([code, level]).not.toEqual([code, 'error'])
    else if (
      !['SHUTTING_DOWN', 'LINE_DOWN', 'NO_SERVER', 'DOWNLOADS_FULL', 'KEYS_UNAVAILABLE'].includes(code)
    )
      expect([code, level]).toEqual([code, 'error'])
  }
})

const named: [ErrorCode, Details, string[]][] = [
  ['FILE_COUNT_LIMIT', { limit: 5, actual: 6 }, ['5', '6 files']],
  ['FILE_TOO_LARGE', { limit: 100 * MB, actual: 250 * MB }, ['100 MB', '250 MB']],
  ['FILE_TOO_LARGE', { limit: 100 * MB, actual: 100 * MB + 1 }, ['104857600 bytes', '104857601 bytes']],
  ['TRANSFER_TOO_LARGE', { limit: 100 * MB, actual: 130 * MB }, ['100 MB', '130 MB']],
  ['TRANSFER_TOO_LARGE', { limit: 100 * MB, actual: 100 * MB + 9 }, ['104857600 bytes', '104857609 bytes']],
  ['SIZE_MISMATCH', { limit: 1000, actual: 1001 }, ['1000 bytes', '1001']],
  ['SIZE_MISMATCH', { limit: 1000 }, ['1000 bytes', 'more']],
  ['NOTE_TOO_LONG', { limit: 500, actual: 501 }, ['500', '501 characters']],
  ['APPOINTMENT_FULL', { limit: 50, actual: 51 }, ['50', '51 files']],
  ['APPOINTMENT_FULL', { limit: 1024 * MB, actual: 1100 * MB }, ['1024 MB', '1100 MB']],
  ['BODY_TOO_LARGE', { limit: 262_144 }, ['256 KB']],
  ['RATE_LIMITED', { limit: 20 }, ['20 a second']],
  ['UPLOAD_OFFSET_MISMATCH', { limit: 70, actual: 90 }, ['byte 70', '90']],
  [
    'UNSUPPORTED_VERSION',
    { server: { version: 9, oldest: 7 }, client: { version: 6, oldest: 6 }, update: 'app' },
    ['versions 7 to 9', 'version 6', 'Update the app.'],
  ],
  [
    'UNSUPPORTED_VERSION',
    { server: { version: 6, oldest: 6 }, client: { version: 9, oldest: 7 }, update: 'server' },
    ['version 6', 'versions 7 to 9', 'Update the server.'],
  ],
  ['BODY_TOO_LARGE', { limit: 10, found: 'many-fields' }, ['more than 10 fields']],
  ['BAD_REQUEST', { found: 'missing', field: '/files/0/size' }, ['files[0].size is missing']],
  ['BAD_REQUEST', { found: 'wrong-kind', field: '' }, ['the body is of another kind']],
  [
    'BAD_REQUEST',
    { found: 'wrong-form', field: '/startsAt', wanted: 'instant' },
    ['startsAt must be an instant', 'such as 2026-11-20T14:03:00Z'],
  ],
  ['CONFLICT', { state: 'answering' }, ['it is being answered']],
  ['CONFLICT', { found: 'other-content' }, ['another content']],
  ['MEDIA_TYPE_NOT_SUPPORTED', { type: 'text/plain' }, ['of type text/plain']],
  ['MEDIA_TYPE_NOT_SUPPORTED', { found: 'packed' }, ['it is packed']],
  ['TYPE_NOT_ALLOWED', { extension: 'gif' }, ['looks like .gif']],
  ['EXTENSION_NOT_ALLOWED', { extension: 'docx' }, ['Word file is not accepted here', 'Save it as PDF']],
  ['RATE_LIMITED', { limit: 4, found: 'many-waits' }, ['more than 4 requests wait']],
  ['DOWNLOADS_FULL', { limit: 6, found: 'own-downloads' }, ['up to 6 of one person']],
  ['DOWNLOADS_FULL', { limit: 200 }, ['200 is the limit']],
  ['RATE_LIMITED', { limit: 256, found: 'many-bytes' }, ['more than 256 KB a second']],
  ['TOO_MANY_CONNECTIONS', { limit: 10 }, ['more than 10 times']],
  ['ONE_TO_ONE_ONLY', { limit: 1, actual: 3 }, ['has 3']],
  ['EXPIRED', { limit: 48 }, ['48 hours']],
]

test.each(named)('the sentence of %s with %o names the limit and what was found', (code, found, parts) => {
  for (const part of parts) expect(sentence({ code, ...found })).toContain(part)
})

test.each(foundReasons)('what was found wrong reads as a sentence: %s', (found) => {
  const said = sentence({ code: 'BAD_REQUEST', found, field: '/endsAt', limit: 4 })
  expect(said).toMatch(/^This command cannot be read: [^{}]+\. Correct it and send it again\.$/)
})

test('a problem holds no free English: every text in its details is an id of a list, a field, a pointer, a type, an address or an origin', () => {
  const free = Object.entries<object>(Details.properties).flatMap(([name, schema]) =>
    'type' in schema && schema.type === 'string' && !('enum' in schema) ? [name] : [],
  )
  expect(free.sort()).toEqual(['at', 'extension', 'field', 'meant', 'named', 'type'])
})

test('an error travels with its code, its numbers and its sentence, and nothing else', () => {
  const error = new ChairsideError(
    { code: 'FILE_COUNT_LIMIT', limit: 5, actual: 6 },
    { cause: new Error('inside') },
  )
  expect(error.code).toBe('FILE_COUNT_LIMIT')
  expect(error.message).toBe(sentence(error.problem))
  expect(error.toWire()).toEqual({ code: 'FILE_COUNT_LIMIT', limit: 5, actual: 6, message: error.message })
  expect(JSON.stringify(error.toWire())).not.toContain('inside')
  for (const code of errorCodes)
    expect(Check(WireError, new ChairsideError({ code, ...details }).toWire())).toBe(true)
})
