// The call's page, the practitioner's and the patient's: the pretend app, and beside it the one element that counts.
import { startAppsMenu } from './apps-menu.ts'
import { startBar } from './bar.ts'
import { wrapLine } from './line-wrap.ts'
import { takeLinkTokens } from './link-tokens.ts'
import { sayMissing } from './missing.ts'
import { connectPanel, followMeeting, loadElements, type Panel } from './panel.ts'
import { demoMeeting } from './people.ts'
import { startStage } from './stage.ts'

const side = document.body.dataset.page === 'patient' ? 'patient' : 'practitioner'
const call = document.getElementById('call') as HTMLElement
const panel = document.getElementById('panel') as Panel
const tokens = takeLinkTokens(side)

/** On a phone the panel is a sheet under the video. */
const followWidth = () => {
  const narrow = matchMedia('(max-width: 640px)')
  const follow = () => panel.toggleAttribute('sheet', narrow.matches)
  narrow.addEventListener('change', follow)
  follow()
}

const start = (token: string) => {
  const stage = startStage(side, (scene) =>
    panel.setAttribute('place', scene === 'call' ? 'call' : 'waiting-room'),
  )
  const openOrClose = (open: boolean) => {
    panel.open = open
    call.classList.toggle('is-open', open)
    menu.opened(open)
  }
  const menu = startAppsMenu(() => openOrClose(!panel.open))
  panel.addEventListener('badge', (event) =>
    menu.count((event as CustomEvent<{ count: number }>).detail.count),
  )
  panel.addEventListener('chairside-open-request', () => openOrClose(true))
  panel.addEventListener('chairside-close', () => {
    openOrClose(false)
    menu.focus()
  })
  followWidth()
  connectPanel(panel, token)
  openOrClose(true)
  followMeeting(panel, (meeting) => stage.know({ ...demoMeeting, ...meeting }))
}

wrapLine()
startBar(side, tokens, panel)
if (!tokens) sayMissing('linkMissing', 'linkMissingNote', call)
else
  loadElements().then(
    () => start(tokens.token),
    () => sayMissing('serverMissing', 'serverMissingNote', call),
  )
