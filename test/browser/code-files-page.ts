import { systemClock } from '../../server/src/adapters/clock.ts'
import { meet } from '../world/calls.ts'
import { readyDocument } from '../world/document-calls.ts'
import { filesToken } from '../world/documents.ts'
import { anna } from '../world/people.ts'
import { issueCode, share } from '../world/sharing.ts'
import { openApp } from './app.ts'
import type { WindowOptions } from './browser.ts'

/** Anna's files in a page of an app, with a sensitive document, its link and the field of its code. */
export async function openCodeFiles(options: WindowOptions = {}) {
  const app = await openApp()
  const meeting = await meet({ env: { ALLOWED_ORIGINS: app.origin }, overrides: { clock: systemClock } })
  const fields = { name: 'Sensitive-Letter.pdf', attach: true, sensitivity: 'sensitive' }
  const link = await share(meeting, await readyDocument(meeting, fields))
  const person = await app.open(
    meeting.world.url,
    await filesToken(meeting.world, anna.id),
    options,
    (page) =>
      page
        .replace('/chairside.js', '/documents.js')
        .replace(
          /<chairside-transfer (.*)><\/chairside-transfer>/,
          (_, given) => `<chairside-files view="list" ${given}></chairside-files>`,
        ),
  )
  const field = person.page.getByLabel('Access code')
  return { meeting, link, person, field, newCode: () => issueCode(meeting, link) }
}
