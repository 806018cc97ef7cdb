import '@chairside/client/define'

const panel = find('chairside-transfer')
const open = find('#open')
const fresh = find('#new')

const person = new URLSearchParams(location.search).get('as') ?? 'dr-7'
panel.url = import.meta.env.VITE_CHAIRSIDE_URL ?? 'http://127.0.0.1:8080'
// Called again whenever a token has expired.
panel.token = async () => {
  const response = await fetch(`/files-token?as=${person}`)
  if (!response.ok) throw new Error(`no token: ${response.status}`)
  return response.text()
}

// On a phone the panel is a sheet at the foot of the page.
const phone = matchMedia('(max-width: 640px)')
const fit = () => {
  panel.sheet = phone.matches
}
phone.addEventListener('change', fit)
fit()

open.addEventListener('click', () => {
  panel.open = !panel.open
})
panel.addEventListener('badge', ({ detail }) => {
  fresh.textContent = detail.count > 0 ? detail.text : ''
})

// An appointment without files, for its plan or its people: neither panel nor button.
const show = (there: boolean) => {
  panel.open = there
  open.hidden = !there
}
panel.addEventListener('chairside-nothing', () => show(false))
panel.addEventListener('chairside-something', () => show(true))

panel.addEventListener('chairside-error', ({ detail }) => console.warn(detail.error.code))

function find<Name extends keyof HTMLElementTagNameMap>(name: Name): HTMLElementTagNameMap[Name]
function find(selector: string): HTMLElement
function find(selector: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(selector)
  if (found === null) throw new Error(`The page has no ${selector}.`)
  return found
}
