import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { Derive } from '../../secret.ts'

/**
 * Encrypts the secrets of webhooks for the records, under a key that is derived from the server's secret. Whoever has the
 * records alone cannot sign with them.
 */
export interface Cipher {
  /** The secret of a webhook as the records keep it. */
  encrypt(webhook: string, secret: string): string
  /**
   * The secret, and whether it was encrypted under the server's present secret; undefined when no secret of the server opens
   * it.
   */
  decrypt(webhook: string, kept: string): { readonly secret: string; readonly isPresent: boolean } | undefined
}

/** AES-256-GCM (NIST SP 800-38D) with the webhook's id as additional data: nonce, tag and text, in base64url. */
export function createCipher(derive: Derive): Cipher {
  const keys = derive('webhook secrets')
  const open = (key: Buffer, webhook: string, kept: Buffer): string | undefined => {
    try {
      const cipher = createDecipheriv('aes-256-gcm', key, kept.subarray(0, nonceLength), { authTagLength })
      cipher.setAAD(Buffer.from(webhook)).setAuthTag(kept.subarray(nonceLength, nonceLength + authTagLength))
      const text = cipher.update(kept.subarray(nonceLength + authTagLength))
      return Buffer.concat([text, cipher.final()]).toString()
    } catch {
      return undefined
    }
  }
  return {
    encrypt: (webhook, secret) => {
      const nonce = randomBytes(nonceLength)
      const cipher = createCipheriv('aes-256-gcm', keys[0], nonce, { authTagLength })
      cipher.setAAD(Buffer.from(webhook))
      const text = Buffer.concat([cipher.update(secret), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url')
    },
    decrypt: (webhook, kept) => {
      const bytes = Buffer.from(kept, 'base64url')
      for (const [index, key] of keys.entries()) {
        const secret = open(key, webhook, bytes)
        if (secret !== undefined) return { secret, isPresent: index === 0 }
      }
      return undefined
    },
  }
}

const nonceLength = 12
const authTagLength = 16
