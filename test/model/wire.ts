import { randomUUID } from 'node:crypto'
import {
  AskForFiles,
  type FileOffer,
  type TransferOffer as Offer,
  type Takes,
  TransferOffer,
} from '@chairside/protocol'

/** Whom something is for, where the wire has a place for it. */
const addressed = (schema: { readonly properties: object }, to: string): object =>
  'to' in schema.properties ? { to } : {}

/** An offer as it travels. */
export function offerOf(files: readonly FileOffer[], to: string, request?: string): Offer {
  return {
    id: randomUUID(),
    files: [...files],
    ...addressed(TransferOffer, to),
    ...(request && { request }),
  } as Offer
}

/** A request as it travels. */
export function askingOf(appointment: string, to: string, note: string): Takes<'request:ask'> {
  return { appointment, id: randomUUID(), note, ...addressed(AskForFiles, to) } as Takes<'request:ask'>
}

/** Whether the wire says whom an offer or a request is for. */
export const isAddressed = 'to' in TransferOffer.properties

/** The same value with every id of its own in capitals. */
export function inCapitals<Value>(value: Value): Value {
  const text = JSON.stringify(value)
  return JSON.parse(
    text.replace(/"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"/g, (id) => id.toUpperCase()),
  ) as Value
}

/** The head of a request that carries bytes of an upload from an offset on (tus 1.0). */
export const tus = (offset?: number): Record<string, string | number> => ({
  'tus-resumable': '1.0.0',
  ...(offset === undefined
    ? {}
    : { 'upload-offset': offset, 'content-type': 'application/offset+octet-stream' }),
})

export const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()
