import { html, nothing, type TemplateResult } from 'lit'
import { button, iconButton } from '../kit/button.ts'
import { limitsText } from '../tray/limits-text.ts'
import { blockedBy } from '../tray/picked-rows.ts'
import { againOf, type NextStep, nextStep, situationOf } from './next-step.ts'
import type { Panel } from './panel.ts'

/** The bar at the panel's foot: the next step, as the one main button of the panel, and what else can be done. */
export function actions(panel: Panel): TemplateResult | typeof nothing {
  const { form, words, appointment } = panel
  // A form has a main button of its own.
  if (form?.of === 'ask' || (form && form.request === appointment.openRequest?.id)) return nothing
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
        ${hasRoom ? add(panel) : nothing}${asks ? askShort(panel) : nothing}`
    case 'choose-again': {
      const { missing, unsent } = againOf(panel)
      const count = missing.length + unsent.length
      const again = count === 0 ? words.say('goOn') : words.say('chooseFilesAgain', { count })
      return html`${button('main', again, acts.chooseAgain, { icon: 'again', id: 'choose-again', wide: true })}
        ${asks && hasRoom ? choose('plain', panel) : nothing}
        ${asks ? askShort(panel) : nothing}`
    }
    case 'add':
      return hasRoom ? add(panel) : nothing
  }
}

function choose(kind: 'main' | 'plain', { words, desk, acts }: Panel): TemplateResult {
  const label = words.say(desk ? 'deskSelect' : 'selectFiles')
  return button(kind, label, acts.choose, { icon: 'plus', id: 'choose', wide: kind === 'main' })
}

function add({ words, acts }: Panel): TemplateResult {
  return button('plain', words.say('addMore'), acts.choose, { icon: 'plus', id: 'choose' })
}

function ask(panel: Panel): TemplateResult {
  const { words, desk, acts } = panel
  const open = () => acts.openForm({ of: 'ask', note: '' })
  return button('plain', words.say(desk ? 'deskAsk' : 'askPatient'), open, {
    icon: 'ask',
    id: 'ask',
    wide: true,
    off: askedAlready(panel),
  })
}

/** The same as a sign alone, where files were chosen. */
function askShort(panel: Panel): TemplateResult {
  const { words, desk, acts } = panel
  const name = words.say(desk ? 'deskAsk' : 'askPatient')
  const open = () => acts.openForm({ of: 'ask', note: '' })
  return iconButton('ask', name, open, { look: 'framed', id: 'ask', off: askedAlready(panel) })
}

// One request at a time: its notice shows the open one and can withdraw it.
function askedAlready({ appointment, asking }: Panel): string | undefined {
  return asking || appointment.openRequest ? 'asked' : undefined
}

/** To say no stays possible for as long as nothing is chosen. */
function decline({ words, acts, appointment }: Panel): TemplateResult | typeof nothing {
  const request = appointment.openRequest
  if (!request) return nothing
  const open = () => acts.openForm({ of: 'decline', request: request.id })
  return button('quiet', words.say('cantSend'), open, { id: 'decline', wide: true })
}
