import type { WebhookRow } from '../../records/tables-of-webhooks.ts'
import type { Cipher } from './cipher.ts'

/** The secrets that sign now, the present one first; undefined when the present one cannot be read. */
export function secretsOf(
  { id, secret, secret_before, before_until }: WebhookRow,
  now: number,
  cipher: Cipher,
): readonly string[] | undefined {
  const present = cipher.decrypt(id, secret)?.secret
  if (present === undefined) return undefined
  const isOldValid = secret_before !== null && before_until !== null && now < before_until
  const old = isOldValid ? cipher.decrypt(id, secret_before)?.secret : undefined
  return old === undefined ? [present] : [present, ...old.split(' ')]
}
