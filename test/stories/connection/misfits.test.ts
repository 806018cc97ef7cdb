import { type Details, pathOf, type Route, routes, type WireError } from '@chairside/protocol'
import { Compile } from 'typebox/compile'
import { expect, test } from 'vitest'
import { mediaTypeOf } from '../../../server/src/http/media-type.ts'
import { misfitIn } from '../../../server/src/misfit.ts'
import { nearest } from '../../../server/src/nearest.ts'
import { meet } from '../../world/calls.ts'
import { keepSecret } from '../../world/secrets.ts'

const person = { id: 'dr-7', name: 'Misfit Name' }
const whole = {
  practitioner: person,
  patients: [{ id: 'anna-2', name: 'Misfit Other' }],
  startsAt: '2026-11-20T14:00:00Z',
  endsAt: '2026-11-20T14:30:00Z',
  plan: 'pro',
}
keepSecret('Misfit Name', 'Misfit Other')

const registrations: [object, Details, string][] = [
  [
    { ...whole, plan: 'gold' },
    { found: 'not-allowed', field: '/plan', choices: ['basic', 'pro', 'clinic'] },
    'plan must be basic, pro or clinic',
  ],
  [
    { ...whole, titel: 'Second visit' },
    { found: 'unknown-field', field: '/titel', meant: 'title' },
    'titel is not a field here (did you mean title?)',
  ],
  [
    { ...whole, starts_at: whole.startsAt, startsAt: undefined },
    { found: 'unknown-field', field: '/starts_at', meant: 'startsAt' },
    'starts_at is not a field here (did you mean startsAt?)',
  ],
  [
    { ...whole, patients: [{ ...person, colour: 'red' }] },
    { found: 'unknown-field', field: '/patients/0/colour', choices: ['id', 'name', 'paid'] },
    'patients[0].colour is not a field here; the fields are id, name and paid',
  ],
  [
    { ...whole, patients: [{ id: 7, name: 'Misfit Name' }] },
    { found: 'wrong-kind', field: '/patients/0/id', wanted: 'text', came: 'number' },
    'patients[0].id must be text, not a number: put it in quotes',
  ],
  [
    { ...whole, patients: [{ ...person, paid: 'true' }] },
    { found: 'wrong-kind', field: '/patients/0/paid', wanted: 'true-or-false', came: 'text' },
    'patients[0].paid must be true or false, not text: leave out the quotes',
  ],
  [
    { ...whole, patients: { ...person } },
    { found: 'wrong-kind', field: '/patients', wanted: 'list', came: 'object' },
    'patients must be a list, not an object',
  ],
  [
    { ...whole, title: null },
    { found: 'wrong-kind', field: '/title', wanted: 'text', came: 'nothing' },
    'title must be text, not null',
  ],
  [
    { ...whole, practitioner: { id: 'dr 7', name: 'Misfit Name' } },
    { found: 'wrong-form', field: '/practitioner/id', wanted: 'id' },
    'practitioner.id must be an id of at most 128 letters (a to z, A to Z), digits and . _ : @ | ~ -',
  ],
  [
    { ...whole, patients: [] },
    { found: 'too-small', field: '/patients', wanted: 'list', limit: 1 },
    'patients must not be empty',
  ],
  [
    { ...whole, title: 'a'.repeat(201) },
    { found: 'too-large', field: '/title', wanted: 'text', limit: 200 },
    'title must have at most 200 characters',
  ],
  [{ ...whole, patients: undefined }, { found: 'missing', field: '/patients' }, 'patients is missing'],
  [
    [],
    { found: 'wrong-kind', field: '', wanted: 'object', came: 'list' },
    'the body must be an object, not a list',
  ],
]

test('a registration that does not fit says which field, and what it must be', async () => {
  const { world } = await meet()
  for (const [body, details, sentence] of registrations) {
    const said = await world.backend('PUT', pathOf(routes.registerAppointment, { id: 'a-new' }), body)
    const { error } = (await said.json()) as { error: WireError }
    const { code, message, ...told } = error
    expect([said.status, code, told]).toEqual([400, 'BAD_REQUEST', details])
    expect(message).toContain(`This command cannot be read: ${sentence}`)
    expect(message).toMatch(/\. Correct it and send it again\.$/)
  }
})

test('a name of a field that could be anything is not repeated', async () => {
  const { world } = await meet()
  keepSecret('Anna Misfit')
  for (const name of ['Anna Misfit', '', '__proto__ ', 'x'.repeat(41)]) {
    const said = await world.backend('PUT', pathOf(routes.registerAppointment, { id: 'a-new' }), {
      [name]: 1,
    })
    const { error } = (await said.json()) as { error: WireError }
    expect([error.found, error.field]).toEqual(['unknown-field', ''])
    expect(error.message).toContain('the body has a field that is not known here')
  }
})

test('a document whose place is half known is judged by what it comes closest to', async () => {
  const { world } = await meet()
  const offer = { id: crypto.randomUUID(), name: 'Misfit-Paper.pdf', size: 10, policy: 'document' }
  const cases: [object, Details][] = [
    [
      { attach: { appointment: 'a', availability: 'never' } },
      { field: '/attach/availability', found: 'not-allowed' },
    ],
    [{ attach: { patient: 7 } }, { field: '/attach/patient', wanted: 'text', came: 'number' }],
    [{ attach: 'a' }, { field: '/attach', wanted: 'object', came: 'text' }],
    [{ size: 1.5 }, { field: '/size', wanted: 'whole-number', came: 'number' }],
    [{ size: -1 }, { field: '/size', found: 'too-small', wanted: 'number', limit: 0 }],
    [{ id: 'one' }, { field: '/id', found: 'wrong-form', wanted: 'uuid' }],
    [{ expiresAt: 7 }, { field: '/expiresAt', wanted: 'instant', came: 'number' }],
  ]
  for (const [change, details] of cases) {
    const said = await world.backend('POST', pathOf(routes.createDocument), { ...offer, ...change })
    expect(((await said.json()) as { error: WireError }).error).toMatchObject(details)
  }
})

test('an id that no address can have is refused by a sentence about ids', async () => {
  const { world, id, doctor } = await meet()
  for (const odd of ['a%2Fb', 'a%20b', 'a+b', '%C3%A9', 'a%00', '%E0%A4', '%zz', 'a'.repeat(129)]) {
    const said = await world.backend('GET', `/v1/appointments/${odd}`)
    const { error } = (await said.json()) as { error: WireError }
    expect([odd, said.status, error.code, error.field]).toEqual([odd, 400, 'BAD_REQUEST', '/id'])
    expect(error.message).toMatch(/id must (be an id of at most 128 letters|have at most 128 characters)/)
  }
  // Where the address would have no id, none is named.
  for (const path of ['/v1/%zz', '/%zz', '/v1/content/%zz', '/elsewhere/%zz']) {
    const { error } = (await (await world.backend('GET', path)).json()) as { error: WireError }
    expect([path, error.code, error.field]).toEqual([path, 'BAD_REQUEST', undefined])
  }
  const uuid = await doctor.ask('GET', '/v1/transfers/42')
  expect([uuid.status, uuid.error?.message]).toEqual([
    400,
    expect.stringContaining('id must be a UUID, such as'),
  ])
  // An e-mail address may be an id, written either way.
  const registered = { ...whole, patients: [{ id: 'anna@clinic.example', name: 'Misfit Name' }] }
  const put = await world.backend('PUT', '/v1/appointments/a@b', registered)
  expect([put.status, (await world.backend('GET', '/v1/appointments/a%40b')).status]).toEqual([200, 200])
  expect((await world.backend('GET', pathOf(routes.readAppointment, { id }))).status).toBe(200)
})

test('the media type of a body is read without the spaces around it, also those that do not break', () => {
  for (const given of ['application/json', ' application/json ', '\u00a0application/json;charset=utf-8'])
    expect(mediaTypeOf({ headers: { 'content-type': given } })).toBe('application/json')
})

test('a query that does not fit is refused in the same way', async () => {
  const { world } = await meet()
  const said = await world.backend('GET', '/v1/audit?sinse=2026')
  expect(((await said.json()) as { error: WireError }).error).toMatchObject({
    field: '/sinse',
    meant: 'since',
  })
})

/** Every schema by which something is read that comes from outside. */
const read = Object.entries<Route>(routes).flatMap(([name, { takes, query, params }]) =>
  [takes, query, params].flatMap((schema) => (schema === undefined ? [] : [[name, schema] as const])),
)

const odd = [
  null,
  7,
  1.5,
  '',
  'a b',
  'x',
  true,
  [],
  [7],
  {},
  { id: 7 },
  { id: 'a', name: '' },
  { files: [{}] },
]

test('what a schema refuses has a misfit, and what it takes has none', () => {
  for (const [name, schema] of read) {
    const check = Compile(schema)
    const properties = 'properties' in schema ? Object.keys(schema.properties as object) : []
    const values = [...odd, ...properties.flatMap((field) => odd.map((value) => ({ [field]: value })))]
    for (const value of values) {
      const misfit = misfitIn(schema, value)
      expect([name, value, misfit === undefined]).toEqual([name, value, check.Check(value)])
    }
  }
})

const meant: [string, string | undefined][] = [
  ['titel', 'title'],
  ['Title', 'title'],
  ['starts_at', 'startsAt'],
  ['start', 'startsAt'],
  ['patient', 'patients'],
  ['practicioner', 'practitioner'],
  ['practitionerId', 'practitioner'],
  ['colour', undefined],
  ['x', undefined],
]

test.each(meant)('by %s is probably meant: %s', (name, field) => {
  const fields = ['practitioner', 'staff', 'patients', 'startsAt', 'endsAt', 'plan', 'title', 'template']
  expect(nearest(name, fields)).toBe(field)
})
