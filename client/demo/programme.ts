// A client's page: the sessions of their programme with what can be opened, and the tab of all their files.
import { startBar } from './bar.ts'
import { wrapLine } from './line-wrap.ts'
import { takeLinkTokens } from './link-tokens.ts'
import { sayMissing } from './missing.ts'
import { giveToken, loadDocuments } from './panel.ts'
import { demoMeeting } from './people.ts'
import { drawSessions, startTabs } from './sessions.ts'
import { inEveryLanguage, word } from './words.ts'

const clinic = document.getElementById('clinic') as HTMLElement
const files = document.getElementById('files') as HTMLElement & { token: unknown }
const tokens = takeLinkTokens('programme')

wrapLine()
startBar('programme', tokens, clinic)
if (!tokens?.day) sayMissing('linkMissing', 'linkMissingNote', clinic)
else {
  const { token, day } = tokens
  inEveryLanguage(() => {
    document.title = word('programmeTitle')
  })
  const name = document.getElementById('person-name')
  if (name) name.textContent = demoMeeting.patient
  startTabs()
  loadDocuments().then(
    () => {
      giveToken(files, token)
      const list = (appointment: string, place: HTMLElement) => {
        const element = document.createElement('chairside-files') as typeof files
        element.setAttribute('view', 'inline')
        element.setAttribute('appointment', appointment)
        element.setAttribute('heading-level', '3')
        giveToken(element, token)
        place.append(element)
      }
      drawSessions(day, list, false)
    },
    () => sayMissing('serverMissing', 'serverMissingNote', clinic),
  )
}
