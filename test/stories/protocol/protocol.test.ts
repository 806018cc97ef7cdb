import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as protocol from '@chairside/protocol'
import { expect, test } from 'vitest'

const { commands, events, protocolVersion, socketPath } = protocol

/** The routes without their summaries: their wording is not part of the wire. */
const routes = Object.fromEntries(
  Object.entries<protocol.Route>(protocol.routes).map(([name, { summary, ...route }]) => [name, route]),
)

/** The version of the wire, and the digest of all that belongs to it. */
const wire = {
  version: 10,
  sha256: '6ed780751a47a8cbc20f85ba06a6b976837dd1293df127c1cb4ea24d7b0235ec',
}

/** The JSON of a value with its fields sorted, so that their order does not matter. */
function stable(value: unknown): string {
  return JSON.stringify(value, (_, field: unknown) =>
    typeof field === 'object' && field !== null && !Array.isArray(field)
      ? Object.fromEntries(Object.entries(field).sort(([one], [other]) => (one < other ? -1 : 1)))
      : field,
  )
}

const isSchema = (value: unknown): boolean => typeof value === 'object' && value !== null && '~kind' in value

/** Every schema that the package exports: for commands, events and the bodies of HTTP. */
const schemas = Object.fromEntries(Object.entries(protocol).filter(([, value]) => isSchema(value)))

test('the wire changes only on purpose', () => {
  const sha256 = createHash('sha256')
    .update(stable({ commands, events, routes, schemas, socketPath }))
    .digest('hex')
  if (sha256 === wire.sha256 && protocolVersion === wire.version) return
  throw new Error(
    `The wire is not that of version ${wire.version} any more. If that is meant: raise protocolVersion in ` +
      'protocol/src/version.ts, add one line of history there that says what changed, and write here: ' +
      `version: ${Math.max(protocolVersion, wire.version + 1)}, sha256: '${sha256}'`,
  )
})

test('every version of the wire has its line of history', () => {
  const text = readFileSync(join(import.meta.dirname, '../../../protocol/src/version.ts'), 'utf8')
  const history = [...text.matchAll(/^ \* (\d+) {2}\S.{10,}$/gm)].map(([, number]) => Number(number))
  expect(history).toEqual(Array.from({ length: protocolVersion }, (_, index) => index + 1))
})

test('every command, answer and event has its schema, and a command refuses what it does not know', () => {
  for (const { takes, answers } of Object.values(commands)) {
    expect(isSchema(takes) && isSchema(answers)).toBe(true)
    expect(takes).toMatchObject({ type: 'object', additionalProperties: false })
  }
  for (const event of Object.values(events)) expect(isSchema(event)).toBe(true)
  expect(Object.keys(schemas).length).toBeGreaterThan(40)
})
