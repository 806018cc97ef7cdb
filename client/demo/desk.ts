// The practitioner's desk: a pretend clinic's bar, and the element that fills the page.
import { startBar } from './bar.ts'
import { wrapLine } from './line-wrap.ts'
import { takeLinkTokens } from './link-tokens.ts'
import { sayMissing } from './missing.ts'
import { connectPanel, loadElements, type Panel } from './panel.ts'
import { demoMeeting } from './people.ts'
import { inEveryLanguage, word } from './words.ts'

const clinic = document.getElementById('clinic') as HTMLElement
const panel = document.getElementById('panel') as Panel
const tokens = takeLinkTokens('desk')

wrapLine()
startBar('desk', tokens, panel)
if (!tokens) sayMissing('linkMissing', 'linkMissingNote', clinic)
else {
  inEveryLanguage(() => {
    document.title = word('deskTitle')
  })
  const name = document.getElementById('practitioner-name')
  if (name) name.textContent = demoMeeting.practitioner
  loadElements().then(
    () => connectPanel(panel, tokens.token),
    () => sayMissing('serverMissing', 'serverMissingNote', clinic),
  )
}
