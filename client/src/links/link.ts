import { type Access, accessRoutes, type LinkLook, type LinkOpening } from '@chairside/protocol'
import { baseOf } from '../connection/http.ts'
import { askLink } from './ask-link.ts'
import { forgetKeys, keepKeys, keptKeys } from './kept-keys.ts'
import { OpenDocument } from './open-document.ts'
import { newPageKeys, type PageKeys } from './page-key.ts'

export interface LinkOptions {
  /** The server's address. */
  readonly url: string
  /** What stands behind the `#` of the link's address. */
  readonly secret: string
}

/** A share link in the page of the patient who opens it. */
export interface PatientLink {
  /**
   * What may be known before the document is open: whether it needs a code, and whose it is. Tells and uses up nothing.
   *
   * @throws ChairsideError LINK_GONE, or LINE_DOWN if the server cannot be reached
   */
  look(): Promise<LinkLook>
  /**
   * Opens the document, as a person's act. Throws CODE_NEEDED, CODE_WRONG, CODE_WAIT, CODE_USED_UP, CODE_EXPIRED, CODE_USED,
   * DOCUMENT_EXPIRED, or as `look` does.
   */
  open(options?: { readonly code?: string }): Promise<OpenDocument>
  /** Tells the practitioner that the patient has no code. Throws as `look`. */
  ask(): Promise<void>
  /** Goes on with what was open in this tab before a reload; undefined if there is nothing or it has ended. */
  resume(access: string): Promise<OpenDocument | undefined>
}

/**
 * Gives a link to open.
 *
 * @throws ChairsideError BAD_REQUEST for an address that is none
 */
export function openLink({ url, secret }: LinkOptions): PatientLink {
  const base = baseOf(url)
  let keys: Promise<PageKeys> | undefined
  const ask = <Answer>(
    name: 'lookAtLink' | 'openLink' | 'askForLinkCode',
    body: unknown,
  ): Promise<Answer> => {
    const { method, path } = accessRoutes[name]
    return askLink({ method, address: base + path, body })
  }
  return {
    look: () => ask<LinkLook>('lookAtLink', { secret }),
    ask: () => ask<void>('askForLinkCode', { secret }),
    open: async ({ code } = {}) => {
      // The same for each try: a code that was typed rightly serves this page again.
      keys ??= newPageKeys()
      const own = await keys
      const opening: LinkOpening = { secret, key: own.publicKey, ...(code !== undefined && { code }) }
      const opened = OpenDocument.of(base, own, await ask<Access>('openLink', opening))
      await keepKeys(opened.id, own, opened.mostUntil.getTime())
      return opened
    },
    resume: async (access) => {
      const own = await keptKeys(access)
      if (!own) return undefined
      try {
        const opened = await OpenDocument.resumed(base, own, access)
        keys = Promise.resolve(own)
        return opened
      } catch {
        await forgetKeys(access)
        return undefined
      }
    },
  }
}
