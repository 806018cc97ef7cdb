// The bar "Demo" outside the elements: links to the other pages, look, language, direction, and this page's line.
import { CUT_MS, cutLine, isLineCut, setLineSlow } from './line.ts'
import { type LinkTokens, linkFragment } from './link-tokens.ts'
import { startPhone } from './phone.ts'
import { inEveryLanguage, seconds, speak, word } from './words.ts'

const LOOK = 'chairside-demo:look'
/** `language` is that of the elements. */
type Look = { theme: 'auto' | 'light' | 'dark'; language: string; rightToLeft: boolean }

const find = <T extends HTMLElement>(id: string) => document.getElementById(id) as T

const lookNow = (): Look => {
  const start: Look = { theme: 'auto', language: 'en', rightToLeft: false }
  return { ...start, ...(JSON.parse(sessionStorage.getItem(LOOK) ?? '{}') as Partial<Look>) }
}

/** Gives an element the theme and the language that the bar shows. */
export const dress = (element: HTMLElement, { theme, language } = lookNow()) => {
  if (theme === 'auto') element.removeAttribute('theme')
  else element.setAttribute('theme', theme)
  element.lang = language
}

/** `elements` gives all elements of ours in the page. */
const show = (look: Look, elements: () => Iterable<HTMLElement>) => {
  document.documentElement.dataset.theme = look.theme
  document.documentElement.dir = look.rightToLeft ? 'rtl' : 'ltr'
  for (const element of elements()) dress(element, look)
  speak(look.language)
}

const startLook = (elements: () => Iterable<HTMLElement>) => {
  const theme = find<HTMLSelectElement>('theme')
  const language = find<HTMLSelectElement>('language')
  const rightToLeft = find<HTMLInputElement>('right-to-left')
  const look = lookNow()
  theme.value = look.theme
  language.value = look.language
  rightToLeft.checked = look.rightToLeft
  const change = () => {
    const next = { theme: theme.value, language: language.value, rightToLeft: rightToLeft.checked } as Look
    sessionStorage.setItem(LOOK, JSON.stringify(next))
    show(next, elements)
  }
  for (const control of [theme, language, rightToLeft]) control.addEventListener('change', change)
  show(look, elements)
}

const startLine = () => {
  const slow = find<HTMLInputElement>('slow-line')
  slow.checked = false // a browser keeps the tick over a reload, but the line is whole again
  slow.addEventListener('change', () => setLineSlow(slow.checked))

  const cut = find<HTMLButtonElement>('cut-line')
  const mark = find('bar-cut')
  let left = 0
  const write = () => {
    const rest = seconds(left)
    cut.textContent = left
      ? word('lineIsCut', { seconds: rest })
      : word('cutLine', { seconds: seconds(CUT_MS / 1000) })
    mark.textContent = left ? ` · ${rest}` : ''
    cut.ariaDisabled = left ? 'true' : null
  }
  const countDown = () => {
    left -= 1
    write()
    if (left) setTimeout(countDown, 1000)
  }
  cut.addEventListener('click', () => {
    if (left || isLineCut()) return
    cutLine()
    left = CUT_MS / 1000 + 1
    countDown()
  })
  inEveryLanguage(write)
}

/** On a narrow page the bar is one line that unfolds. */
const startToggle = () => {
  const toggle = find<HTMLButtonElement>('bar-toggle')
  const bar = toggle.closest('.bar')
  const unfold = (open: boolean) => {
    toggle.ariaExpanded = String(open)
    bar?.classList.toggle('is-open', open)
  }
  toggle.addEventListener('click', () => unfold(toggle.ariaExpanded !== 'true'))
  document.addEventListener('pointerdown', (event) => {
    if (!bar?.contains(event.target as Node)) unfold(false)
  })
  bar?.addEventListener('keydown', (event) => {
    if ((event as KeyboardEvent).key !== 'Escape' || toggle.ariaExpanded !== 'true') return
    unfold(false)
    toggle.focus()
  })
}

/** Which token opens each page, and which of the others belong to the same person. */
const ownToken = {
  practitioner: 'call',
  patient: 'call',
  desk: 'desk',
  day: 'desk',
  programme: 'files',
} as const

type Page = keyof typeof ownToken
const isPage = (page: string): page is Page => page in ownToken

/** Links a person's pages to each other. */
const startLinks = (page: string, tokens: LinkTokens | undefined) => {
  if (!tokens || !isPage(page)) return
  const { token, ...rest } = tokens
  const all: Omit<LinkTokens, 'token'> = { ...rest, [ownToken[page]]: token }
  const isPatient = page === 'patient' || page === 'programme'
  const link = (name: string, to: Page, isHere: boolean) => {
    const { [ownToken[to]]: own, ...others } = all
    const anchor = find<HTMLAnchorElement>(`link-${name}`)
    anchor.hidden = own === undefined || (isPatient && to !== 'patient' && to !== 'programme')
    if (own !== undefined) anchor.href = `${to}.html${linkFragment({ token: own, ...others })}`
    if (isHere) anchor.ariaCurrent = 'page'
  }
  link('call', isPatient ? 'patient' : 'practitioner', page === 'patient' || page === 'practitioner')
  link('desk', 'desk', page === 'desk')
  link('day', 'day', page === 'day')
  link('programme', 'programme', page === 'programme')
  find('bar-links').hidden =
    [...find('bar-links').querySelectorAll('a')].filter((one) => !one.hidden).length < 2
}

/** The switches of the pages with documents: when the group session is, seen from now, and what became of Anna's payment and consent. */
const startSwitches = (page: string, tokens: LinkTokens | undefined) => {
  if (!tokens?.day || (page !== 'day' && page !== 'programme')) return
  const { token, day } = tokens
  const change = (what: object) =>
    fetch('/demo/switch', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ day, ...what }),
    }).catch(() => undefined)
  const when = find<HTMLSelectElement>('when')
  const paid = find<HTMLInputElement>('paid')
  when.addEventListener('change', () => change({ when: when.value }))
  paid.addEventListener('change', () => change({ paid: paid.checked }))
  find('when-item').hidden = false
  find('paid-item').hidden = false
  // Only her practitioner can let it expire.
  if (page !== 'day') return
  const expired = find<HTMLInputElement>('expired')
  expired.addEventListener('change', () => change({ expired: expired.checked }))
  find('expired-item').hidden = false
  startPhone(token)
}

export const startBar = (
  page: string,
  tokens: LinkTokens | undefined,
  elements: () => Iterable<HTMLElement>,
) => {
  startLook(elements)
  startLine()
  startToggle()
  startLinks(page, tokens)
  startSwitches(page, tokens)
}
