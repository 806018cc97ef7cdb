// A page of documents: the pretend clinic's bar and name, its tabs, and the elements once their script is here.
import { dress, startBar } from './bar.ts'
import { wrapLine } from './line-wrap.ts'
import { takeLinkTokens } from './link-tokens.ts'
import { sayMissing } from './missing.ts'
import { giveToken } from './panel.ts'
import { inEveryLanguage, type Word, word } from './words.ts'

const ours = 'chairside-library, chairside-files, chairside-session-documents, chairside-patient-documents'

type Tokened = HTMLElement & { token: unknown }

/** Makes an element of documents with the page's token. */
export type Make = (tag: string, attributes: Readonly<Record<string, string>>) => HTMLElement

/**
 * Starts the page. `fill` gets the mark of the demo's appointments; `whole` are the elements that fill the other tabs, and
 * `load` brings the script with all of them.
 */
export const startDocumentsPage = (
  page: 'day' | 'programme',
  {
    title,
    person,
    whole,
    load,
  }: { title: Word; person: string; whole: readonly string[]; load: () => Promise<unknown> },
  fill: (day: string, make: Make) => void,
) => {
  const clinic = document.getElementById('clinic') as HTMLElement
  const tokens = takeLinkTokens(page)
  wrapLine()
  startBar(page, tokens, () => document.querySelectorAll<HTMLElement>(ours))
  if (!tokens?.day) {
    sayMissing('linkMissing', 'linkMissingNote', clinic)
    return
  }
  const { token, day } = tokens
  inEveryLanguage(() => {
    document.title = word(title)
  })
  const name = document.getElementById('person-name')
  if (name) name.textContent = person
  startTabs()
  load().then(
    () => {
      for (const tag of whole) giveToken(document.querySelector(tag) as Tokened, token)
      fill(day, (tag, attributes) => {
        const element = document.createElement(tag) as Tokened
        for (const [field, value] of Object.entries(attributes)) element.setAttribute(field, value)
        dress(element)
        giveToken(element, token)
        return element
      })
    },
    () => sayMissing('serverMissing', 'serverMissingNote', clinic),
  )
}

const startTabs = () => {
  const tabs = [...document.querySelectorAll<HTMLButtonElement>('[id^="tab-"]')].map((button) => ({
    button,
    view: document.getElementById(button.id.replace('tab-', 'view-')) as HTMLElement,
  }))
  for (const { button } of tabs)
    button.addEventListener('click', () => {
      for (const one of tabs) {
        one.view.hidden = one.button !== button
        one.button.ariaPressed = String(one.button === button)
      }
    })
}
