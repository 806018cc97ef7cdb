import { html, nothing, type TemplateResult } from 'lit'
import { called } from '../file/called.ts'
import { button, iconButton } from '../kit/button.ts'
import { limitsText } from '../tray/limits-text.ts'
import { blockedBy } from '../tray/picked-rows.ts'
import { againOf, type NextStep, nextStep, situationOf } from './next-step.ts'
import type { Panel } from './panel.ts'

/** The bar at the panel's foot: the next step, as the panel's only main button, and the other acts. */
export function actions(panel: Panel): TemplateResult | typeof nothing {
  const { words, appointment } = panel
  const step = nextStep(situationOf(panel))
  const controls = controlsOf(step, panel)
  if (controls === nothing) return nothing
  const limits = step === 'select' && panel.role === 'practitioner'
  return html`<div class="actions" part="actions">
    <div class="row">${controls}</div>
    ${limits ? html`<p class="subtle limits">${limitsText(words, appointment.limits)}</p>` : nothing}
  </div>`
}

function controlsOf(step: NextStep, panel: Panel): TemplateResult | typeof nothing {
  const { words, acts, role, tray, room } = panel
  const asks = role === 'practitioner' && panel.open
  const hasRoom = tray.ready.length < room.files
  switch (step) {
    case 'none':
      return nothing
    case 'select':
      return html`${choose('main', panel)}${asks ? ask(panel) : decline(panel)}`
    case 'send':
      return html`${button('main', words.say('sendFiles'), acts.send, { icon: 'send', id: 'send', off: blockedBy(panel) })}
        ${beside(hasRoom ? add(panel) : nothing, asks, panel)}`
    case 'choose-again': {
      const { missing, unsent } = againOf(panel)
      const count = missing.length + unsent.length
      const again = count === 0 ? words.say('goOn') : words.say('chooseFilesAgain', { count })
      return html`${button('main', again, acts.chooseAgain, { icon: 'again', id: 'choose-again', wide: true })}
        ${beside(asks && hasRoom ? choose('plain', panel) : nothing, asks, panel)}`
    }
    case 'add':
      return hasRoom ? add(panel) : nothing
    case 'send-after-all':
      return button('plain', words.say('sendAfterAll'), acts.choose, {
        icon: 'plus',
        id: 'choose',
        wide: true,
      })
  }
}

/** A button beside the next step, and the sign to ask for who can ask; they stay together where the bar wraps. */
function beside(
  first: TemplateResult | typeof nothing,
  asks: boolean,
  panel: Panel,
): TemplateResult | typeof nothing {
  if (!asks) return first
  const sign = askShort(panel)
  return first === nothing ? sign : html`<div class="row">${first}${sign}</div>`
}

function choose(kind: 'main' | 'plain', { words, desk, acts }: Panel): TemplateResult {
  const label = words.say(desk ? 'deskSelect' : 'selectFiles')
  return button(kind, label, acts.choose, { icon: 'plus', id: 'choose', wide: kind === 'main' })
}

function add({ words, acts }: Panel): TemplateResult {
  return button('plain', words.say('addMore'), acts.choose, { icon: 'plus', id: 'choose' })
}

function ask(panel: Panel): TemplateResult {
  const { name, icon, off } = asking(panel)
  return button('plain', name, panel.requests.ask, { icon, off, id: 'ask', wide: true })
}

/** The button to ask as a sign alone, while files are chosen. */
function askShort(panel: Panel): TemplateResult {
  const { name, icon, off } = asking(panel)
  return iconButton(icon, name, panel.requests.ask, { look: 'framed', id: 'ask', off })
}

// While a request is open, the button is off: the request's notice says more, and can withdraw it.
function asking(panel: Panel): { name: string; icon: 'ask' | 'check'; off: string | undefined } {
  const { words, desk, appointment } = panel
  const { openRequest: request } = appointment
  if (request)
    return { name: words.say('wasAsked', { name: called(request.to, panel) }), icon: 'check', off: 'asked' }
  const off = panel.asking ? 'asked' : undefined
  return { name: words.say(desk ? 'deskAsk' : 'askPatient'), icon: 'ask', off }
}

/** The button to decline, for as long as no file is chosen. */
function decline({ words, requests, appointment, ending, lineDown }: Panel): TemplateResult | typeof nothing {
  const request = appointment.openRequest
  if (!request) return nothing
  if (lineDown && ending === request.id)
    return html`<p class="subtle" role="status">${words.say('refusalWaits')}</p>`
  return button('quiet', words.say('cantSend'), () => requests.decline(request), {
    id: 'decline',
    wide: true,
  })
}
