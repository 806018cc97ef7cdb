import { createHash, randomInt, timingSafeEqual } from 'node:crypto'
import type { LinkRow } from '../../../records/tables-of-documents.ts'
import type { Derive } from '../../../secret.ts'

/** The secrets of links and their codes. The records hold neither: they are derived from the server's own secrets. */
export interface LinkSecrets {
  /** The secret of a new link: 128 bits in base64url. */
  of(link: string): string
  /** The secret of a link again; undefined when the server's secret that made it is no longer known. */
  recall(link: Pick<LinkRow, 'id' | 'secret'>): string | undefined
  /** A code of six digits from the system's random source, and what the records keep of it. */
  makeCode(link: string): { readonly code: string; readonly kept: string }
  /** Whether this is the code of a link. */
  isCode(link: Pick<LinkRow, 'id' | 'code'>, code: string): boolean
}

/** What the records keep of a link's secret: its SHA-256 in hex. */
export const keptOf = (secret: string): string => createHash('sha256').update(secret).digest('hex')

export function createLinkSecrets(derive: Derive): LinkSecrets {
  const secretsOf = (link: string) =>
    derive(`link ${link}`).map((bytes) => bytes.subarray(0, 16).toString('base64url'))
  const codesOf = (link: string, code: string) => derive(`code ${link} ${code}`)
  return {
    of: (link) => secretsOf(link)[0] ?? '',
    recall: ({ id, secret }) => secretsOf(id).find((one) => keptOf(one) === secret),
    makeCode: (link) => {
      const code = String(randomInt(1_000_000)).padStart(6, '0')
      return { code, kept: codesOf(link, code)[0].toString('hex') }
    },
    isCode: ({ id, code }, typed) => {
      const kept = Buffer.from(code ?? '', 'hex')
      return codesOf(id, typed).some((one) => one.length === kept.length && timingSafeEqual(one, kept))
    },
  }
}
