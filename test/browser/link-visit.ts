import { systemClock } from '../../server/src/adapters/clock.ts'
import type { Config } from '../../server/src/config.ts'
import { type Meeting, meet } from '../world/calls.ts'
import { readyDocument } from '../world/document-calls.ts'
import { type Shared, share } from '../world/sharing.ts'
import { openWindow, type Person, type WindowOptions } from './browser.ts'

/** A document that Eva has shared with Anna. */
export interface SharedDocument {
  readonly meeting: Meeting
  readonly link: Shared
  /** The address that Anna was sent. */
  readonly address: string
}

export const documentName = 'Lab-Results-Secret-Name.pdf'

/** Shares a document. `limits`: those of the server that differ. */
export async function sharedDocument(
  fields: Readonly<Record<string, unknown>> = {},
  limits: Partial<Config['limits']> = {},
  bytes?: Buffer,
  env: Record<string, string> = {},
): Promise<SharedDocument> {
  const meeting = await meet({ limits, env, overrides: { clock: systemClock } })
  const id = await readyDocument(meeting, { name: documentName, attach: true, ...fields }, bytes)
  const link = await share(meeting, id)
  if (link.state !== 'shared' || link.url === undefined) throw new Error('the link has no address')
  return { meeting, link, address: link.url }
}

/** Opens the page of a link in a window of its own. */
export const visit = (
  { address }: Pick<SharedDocument, 'address'>,
  options?: WindowOptions,
): Promise<Person> => openWindow(address, options)

/** Types a code and sends it. */
export async function type({ page }: Person, code: string): Promise<void> {
  await page.getByLabel('Access code').fill(code)
  await page.getByLabel('Access code').press('Enter')
}

/** The pages of the document that are on the screen. */
export const drawnPages = ({ page }: Person) =>
  page.frameLocator('iframe[sandbox]').locator('.page:has(> img)')
