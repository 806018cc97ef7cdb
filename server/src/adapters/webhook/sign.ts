import { createHmac } from 'node:crypto'
import type { Message } from '../../seams.ts'

/**
 * The headers of a message by Standard Webhooks 1.0 ("Webhook Headers", "Signature scheme"): HMAC with SHA-256 of id, time and
 * body, one signature for each secret. `now` is in ms since the epoch, the header in seconds.
 */
export function signedHeaders({ id, body, secrets }: Message, now: number): Record<string, string> {
  const time = Math.floor(now / 1000)
  const sign = (secret: string): string => {
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
    return `v1,${createHmac('sha256', key).update(`${id}.${time}.${body}`).digest('base64')}`
  }
  return {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    'user-agent': 'Chairside',
    'webhook-id': id,
    'webhook-timestamp': String(time),
    'webhook-signature': secrets.map(sign).join(' '),
  }
}
