import { randomUUID } from 'node:crypto'
import {
  AskForFiles,
  type FileOffer,
  type TransferOffer as Offer,
  type Takes,
  TransferOffer,
} from '@chairside/protocol'

/** The field `to`, if the schema has it. */
const addressed = (schema: { readonly properties: object }, to: string): object =>
  'to' in schema.properties ? { to } : {}

/** The body of an offer. */
export function offerOf(files: readonly FileOffer[], to: string, request?: string): Offer {
  return {
    id: randomUUID(),
    files: [...files],
    ...addressed(TransferOffer, to),
    ...(request && { request }),
  } as Offer
}

/** The payload of `request:ask`. */
export function askingOf(appointment: string, to: string, note: string): Takes<'request:ask'> {
  return { appointment, id: randomUUID(), note, ...addressed(AskForFiles, to) } as Takes<'request:ask'>
}

/** Whether the wire says whom an offer or a request is for. */
export const isAddressed = 'to' in TransferOffer.properties

/** The same value with all its UUIDs in capital letters. */
export function inCapitals<Value>(value: Value): Value {
  const text = JSON.stringify(value)
  return JSON.parse(
    text.replace(/"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"/g, (id) => id.toUpperCase()),
  ) as Value
}

/** The headers of tus 1.0; with `offset`, for a request that carries bytes from there on. */
export const tus = (offset?: number): Record<string, string | number> => ({
  'tus-resumable': '1.0.0',
  ...(offset === undefined
    ? {}
    : { 'upload-offset': offset, 'content-type': 'application/offset+octet-stream' }),
})

export const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()
