// The practitioner's desk: a pretend clinic's bar, and the element that fills the page.
import { startBar } from './bar.ts'
import { wrapLine } from './line-wrap.ts'
import { takeLinkTokens } from './link-tokens.ts'
import { sayMissing } from './missing.ts'
import { giveToken, loadChairside } from './panel.ts'
import { demoMeeting } from './people.ts'
import { inEveryLanguage, word } from './words.ts'

const clinic = document.getElementById('clinic') as HTMLElement
const panel = document.querySelector('chairside-desk') as HTMLElementTagNameMap['chairside-desk']
const tokens = takeLinkTokens('desk')

wrapLine()
startBar('desk', tokens, () => [panel])
if (!tokens) sayMissing('linkMissing', 'linkMissingNote', clinic)
else {
  inEveryLanguage(() => {
    document.title = word('deskTitle')
  })
  const name = document.getElementById('person-name')
  if (name) name.textContent = demoMeeting.practitioner
  loadChairside().then(
    () => giveToken(panel, tokens.token),
    () => sayMissing('serverMissing', 'serverMissingNote', clinic),
  )
}
