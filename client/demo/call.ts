// The page of the call, for practitioner and patient: a pretend app, and the element beside it.
import { startAppsMenu } from './apps-menu.ts'
import { startBar } from './bar.ts'
import { wrapLine } from './line-wrap.ts'
import { takeLinkTokens } from './link-tokens.ts'
import { sayMissing } from './missing.ts'
import { joinFor, loadChairside } from './panel.ts'
import { startStage } from './stage.ts'

const side = document.body.dataset.page === 'patient' ? 'patient' : 'practitioner'
const call = document.getElementById('call') as HTMLElement
const panel = document.querySelector('chairside-transfer') as HTMLElementTagNameMap['chairside-transfer']
const tokens = takeLinkTokens(side)

/** On a phone the panel is a sheet under the video. */
const followWidth = () => {
  const narrow = matchMedia('(max-width: 640px)')
  // The face comes first: a patient's sheet rises only for a request, or when the patient pulls it up.
  if (narrow.matches && side === 'patient') panel.height = 'lowered'
  const follow = () => {
    panel.sheet = narrow.matches
  }
  narrow.addEventListener('change', follow)
  follow()
}

const start = (token: string) => {
  const stage = startStage(side, (scene) => {
    panel.place = scene === 'call' ? 'call' : 'waiting-room'
  })
  const openOrClose = (open: boolean) => {
    panel.open = open
    call.classList.toggle('is-open', open)
    menu.opened(open)
  }
  const menu = startAppsMenu(() => {
    if (panel.open && panel.sheet && panel.height === 'lowered') panel.height = 'half'
    else openOrClose(!panel.open)
  })
  panel.addEventListener('badge', (event) =>
    menu.count((event as CustomEvent<{ count: number }>).detail.count),
  )
  panel.addEventListener('chairside-open-request', () => openOrClose(true))
  panel.addEventListener('chairside-close', () => {
    openOrClose(false)
    menu.focus()
  })
  followWidth()
  openOrClose(true)
  call.inert = false // until here, no button had a listener
  void joinFor(panel, token, stage.know)
}

wrapLine()
startBar(side, tokens, () => [panel])
if (!tokens) sayMissing('linkMissing', 'linkMissingNote', call)
else
  loadChairside().then(
    () => start(tokens.token),
    () => sayMissing('serverMissing', 'serverMissingNote', call),
  )
