// Shown in place of the page if it was opened without its link, or its server cannot be reached.
import { inEveryLanguage, type Word, word } from './words.ts'

export const sayMissing = (title: Word, note: Word, instead: HTMLElement) => {
  const missing = document.getElementById('missing') as HTMLElement
  const [heading, sentence] = missing.children
  inEveryLanguage(() => {
    if (heading) heading.textContent = word(title)
    if (sentence) sentence.textContent = word(note)
    document.title = word(title)
  })
  instead.remove()
  missing.hidden = false
}
