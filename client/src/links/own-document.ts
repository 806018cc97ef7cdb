import { type Access, accessRoutes, type DocumentOpening, fillPath } from '@chairside/protocol'
import type { Http } from '../connection/http.ts'
import { tabKeys } from './kept-keys.ts'
import { OpenDocument } from './open-document.ts'
import type { PageKeys } from './page-key.ts'
import { tabName } from './tab.ts'

/** The keys by whose requests are sent: a code that was typed rightly serves this tab again, also after a reload. */
const known = new WeakMap<Http, Promise<PageKeys>>()

/**
 * Opens a document of the patient who has the token, for a time.
 *
 * @throws ChairsideError CODE_NEEDED, CODE_WRONG, CODE_WAIT, CODE_USED, CODE_USED_UP, CODE_EXPIRED, NOT_FOUND, or LINE_DOWN
 */
export async function openOwn(http: Http, id: string, code: string | undefined): Promise<OpenDocument> {
  const making = known.get(http) ?? tabKeys(tabName())
  known.set(http, making)
  const keys = await making
  const opening: DocumentOpening = { key: keys.publicKey, ...(code !== undefined && { code }) }
  const path = fillPath(accessRoutes.openDocument.path, { id })
  return OpenDocument.of(http.address(''), keys, await http.post<Access>(path, opening))
}

/** Tells the practitioner that the patient has no code for a document. */
export async function askForOwnCode(http: Http, id: string): Promise<void> {
  const { method, path } = accessRoutes.askForDocumentCode
  await http.ask(async () => undefined, { method, path: fillPath(path, { id }) })
}
