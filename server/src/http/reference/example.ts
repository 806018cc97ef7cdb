import type { Static, TSchema } from 'typebox'

/** A schema with one whole value that fits it. */
export type Example = readonly [schema: TSchema, value: unknown]

/** An example whose type is checked. */
export const example = <Schema extends TSchema>(schema: Schema, value: Static<Schema>): Example => [
  schema,
  value,
]

/** The ids of the examples: one appointment with one practitioner and one patient. */
export const ids = {
  appointment: '42',
  doctor: 'dr-7',
  patient: 'c-201',
  transfer: '0b9f6a1e-4c55-4d0e-9a53-1f6a3d2c7e10',
  file: '5e1c8d34-7b7a-4a0b-8d0c-93f4a1b6c2d7',
  second: '9d2f4b60-3c1e-4f7d-b2a8-6e5d4c3b2a19',
  request: 'c4a7e2d9-8f01-4b6a-a3d5-2e9b7c6f1a08',
  document: '3f8d1b7c-6a2e-4c90-9e4f-5b0a8d7c6e21',
  link: 'a1d5c9e3-2b74-4f86-8c0d-7e6f5a4b3c2d',
  access: 'e7b3f0a2-9c48-4d15-b6e1-0a9f8d7c6b54',
  event: 'd0c2b4a6-5e97-4183-a7f9-3c1e0b2d4f68',
  page: '1a6f9c03-d5e8-4b72-8f34-c7d0e9a2b185',
} as const

/** The instants of the examples. */
export const at = {
  start: '2026-11-20T14:00:00.000Z',
  sent: '2026-11-20T14:03:00.000Z',
  ready: '2026-11-20T14:03:20.000Z',
  end: '2026-11-20T14:30:00.000Z',
  later: '2026-11-21T14:00:00.000Z',
} as const
