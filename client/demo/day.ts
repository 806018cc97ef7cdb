// The practitioner's day: three sessions, each with its card of documents, and the library.
import { startBar } from './bar.ts'
import { wrapLine } from './line-wrap.ts'
import { takeLinkTokens } from './link-tokens.ts'
import { sayMissing } from './missing.ts'
import { giveToken, loadDocuments } from './panel.ts'
import { demoMeeting } from './people.ts'
import { drawSessions, startTabs } from './sessions.ts'
import { inEveryLanguage, word } from './words.ts'

const clinic = document.getElementById('clinic') as HTMLElement
const library = document.getElementById('library') as HTMLElement & { token: unknown }
const tokens = takeLinkTokens('day')

wrapLine()
startBar('day', tokens, clinic)
if (!tokens?.day) sayMissing('linkMissing', 'linkMissingNote', clinic)
else {
  const { token, day } = tokens
  inEveryLanguage(() => {
    document.title = word('dayTitle')
  })
  const name = document.getElementById('person-name')
  if (name) name.textContent = demoMeeting.practitioner
  startTabs()
  loadDocuments().then(
    () => {
      giveToken(library, token)
      const card = (appointment: string, place: HTMLElement) => {
        const element = document.createElement('chairside-session-documents') as typeof library
        element.setAttribute('appointment', appointment)
        element.setAttribute('heading-level', '3')
        giveToken(element, token)
        place.append(element)
      }
      drawSessions(day, card, true)
    },
    () => sayMissing('serverMissing', 'serverMissingNote', clinic),
  )
}
