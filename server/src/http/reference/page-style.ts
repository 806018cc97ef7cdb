export const style = `
:root { color-scheme: light dark; --ink: light-dark(#1b2426, #e6ecec); --soft: light-dark(#53626a, #a5b4b8); --line: light-dark(#d8e0e0, #37444a);
  --back: light-dark(#ffffff, #14191b); --raised: light-dark(#f3f7f6, #1d2528); --accent: light-dark(#0b6b5d, #6fd3c1); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
header, main, nav { max-inline-size: 68rem; margin-inline: auto; padding-inline: 1rem; }
header { padding-block: 1.5rem 0.5rem; }
h1 { font-size: 1.75rem; margin: 0; line-height: 1.2; }
h2 { font-size: 1.3rem; margin: 2.25rem 0 0.25rem; scroll-margin-block-start: 5rem; }
h3 { font-size: 0.9rem; margin: 1rem 0 0.25rem; color: var(--soft); }
p { margin: 0.25rem 0 0.75rem; max-inline-size: 46rem; }
a { color: var(--accent); }
code, pre { font: 0.875em/1.5 ui-monospace, 'SFMono-Regular', Menlo, Consolas, monospace; overflow-wrap: anywhere; }
pre { margin: 0.25rem 0; padding: 0.75rem; background: var(--raised); border-radius: 8px; white-space: pre-wrap; }
nav { position: sticky; inset-block-start: 0; background: var(--back); padding-block: 0.5rem; border-block-end: 1px solid var(--line); z-index: 1; }
nav ul { display: flex; flex-wrap: wrap; gap: 0 1rem; margin: 0.25rem 0 0; padding: 0; list-style: none; font-size: 0.9rem; }
nav a { display: inline-block; padding-block: 0.2rem; }
input { font: inherit; inline-size: min(100%, 26rem); padding: 0.4rem 0.75rem; color: inherit; background: var(--raised); border: 1px solid var(--soft); border-radius: 8px; }
details { border: 1px solid var(--line); border-radius: 8px; margin-block: 0.4rem; scroll-margin-block-start: 6rem; }
details[open] { border-color: var(--soft); }
summary { padding: 0.5rem 0.75rem; cursor: pointer; display: grid; grid-template-columns: 4.25rem minmax(0, 22rem) minmax(0, 1fr); gap: 0 0.75rem; align-items: baseline; }
summary.one { grid-template-columns: minmax(0, 16rem) minmax(0, 1fr); }
summary b { color: var(--accent); font: 600 0.8rem/1.5 ui-monospace, Menlo, Consolas, monospace; }
summary span { color: var(--soft); }
.inside { padding: 0 0.75rem 0.75rem; }
ul.fields { list-style: none; margin: 0.25rem 0; padding: 0 0 0 0.75rem; border-inline-start: 2px solid var(--line); }
ul.fields li { padding-block: 0.1rem; overflow-wrap: anywhere; }
.soft { color: var(--soft); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
[hidden] { display: none; }
@media (max-width: 640px) {
  nav ul { flex-wrap: nowrap; overflow-x: auto; }
  nav a { white-space: nowrap; padding-block: 0.5rem; }
  summary { grid-template-columns: 4.25rem minmax(0, 1fr); }
  summary span { grid-column: 1 / -1; }
  summary.one { grid-template-columns: minmax(0, 1fr); }
}
`

/** Shows only what holds all the words that are typed, and opens what an address with \`#\` names. */
export const script = `
const field = document.querySelector('input'), all = [...document.querySelectorAll('details')]
const told = document.querySelector('[role=status]')
const show = () => {
  const words = field.value.toLowerCase().split(/\\s+/)
  for (const one of all) one.hidden = !words.every((word) => one.dataset.words.includes(word))
  for (const part of document.querySelectorAll('section')) part.hidden = !part.querySelector('details:not([hidden])')
  const left = all.filter((one) => !one.hidden).length
  told.textContent = field.value.trim() === '' ? '' : left === 1 ? '1 entry' : left + ' entries'
}
const open = () => {
  const found = document.getElementById(decodeURIComponent(location.hash.slice(1)))
  if (found?.tagName !== 'DETAILS') return
  if (found.hidden) { field.value = ''; show() }
  found.open = true
  found.scrollIntoView()
}
field.addEventListener('input', show)
addEventListener('hashchange', open)
open()
`
