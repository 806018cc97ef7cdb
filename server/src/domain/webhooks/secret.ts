import { randomBytes } from 'node:crypto'
import { ChairsideError } from '@chairside/protocol'

const mark = 'whsec_'

/** A new secret of 32 bytes, as Standard Webhooks writes it. */
export const newSecret = (): string => mark + randomBytes(32).toString('base64')

/** Throws BAD_REQUEST unless a secret is the base64 of 24 to 64 bytes. */
export function requireSecret(secret: string): void {
  const text = secret.slice(mark.length)
  const bytes = Buffer.from(text, 'base64')
  const isWhole = bytes.toString('base64') === text
  if (!isWhole || bytes.length < 24 || bytes.length > 64)
    throw new ChairsideError({ code: 'BAD_REQUEST', found: 'webhook-secret', field: '/secret' })
}
