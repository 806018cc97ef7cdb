import {
  type Access,
  accessRoutes,
  ChairsideError,
  type LinkAsking,
  type LinkLook,
  type LinkOpening,
} from '@chairside/protocol'
import { baseOf } from '../connection/http.ts'
import { askLink } from './ask-link.ts'
import { tabKeys } from './kept-keys.ts'
import { OpenDocument } from './open-document.ts'
import type { PageKeys } from './page-key.ts'

export interface LinkOptions {
  /** The server's address. */
  readonly url: string
  /** What stands behind the `#` of the link's address. */
  readonly secret: string
  /**
   * A name for this tab that nothing else has, such as a random id in its `sessionStorage`. With it a reload loses nothing:
   * what is open stays so, and the code that was typed works here again.
   */
  readonly tab?: string | undefined
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
  /**
   * Tells the practitioner that the patient has no code, as a person's act. What the practitioner then unlocks opens for the
   * page that asked, and for no other. Throws as `look`.
   */
  ask(): Promise<void>
  /**
   * Goes on with the access session that was open in this tab before a reload; undefined if it has ended. Needs `tab`.
   *
   * @throws ChairsideError LINE_DOWN, RATE_LIMITED or SHUTTING_DOWN: then nothing is lost, ask again
   */
  resume(access: string): Promise<OpenDocument | undefined>
}

/**
 * Gives a link to open.
 *
 * @throws ChairsideError BAD_REQUEST for an address that is none
 */
export function openLink({ url, secret, tab }: LinkOptions): PatientLink {
  const base = baseOf(url)
  let making: Promise<PageKeys> | undefined
  // The same for each try: a code that was typed rightly serves this page again.
  const keys = (): Promise<PageKeys> => {
    making ??= tabKeys(tab)
    return making
  }
  const ask = <Answer>(
    name: 'lookAtLink' | 'openLink' | 'askForLinkCode',
    body: unknown,
  ): Promise<Answer> => {
    const { method, path } = accessRoutes[name]
    return askLink({ method, address: base + path, body })
  }
  const look = (): Promise<LinkLook> => ask('lookAtLink', { secret })
  return {
    look,
    ask: async () => {
      const asking: LinkAsking = { secret, key: (await keys()).publicKey }
      await ask<void>('askForLinkCode', asking)
    },
    open: async ({ code } = {}) => {
      const own = await keys()
      const opening: LinkOpening = { secret, key: own.publicKey, ...(code !== undefined && { code }) }
      return OpenDocument.of(base, own, await ask<Access>('openLink', opening))
    },
    resume: async (access) => {
      try {
        // A proof tells the time, and this device's clock may be wrong.
        const now = Date.parse((await look()).now)
        return await OpenDocument.resumed(base, await keys(), access, now)
      } catch (error) {
        if (error instanceof ChairsideError && isOver.has(error.code)) return undefined
        throw error
      }
    },
  }
}

/** What says that there is nothing to go on with. */
const isOver: ReadonlySet<string> = new Set(['ACCESS_ENDED', 'LINK_GONE'])
