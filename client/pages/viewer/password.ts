import { sayOfViewer } from '../../src/messages/viewer.ts'
import type { Words } from '../../src/messages/words.ts'

/** Asks for the document's own password, here in the frame: the page around it never learns it. */
export function askPassword(words: Words, wrong: boolean): Promise<string> {
  document.querySelector('.password')?.remove()
  // Not a form: the sandbox of the frame lets none be submitted.
  const form = document.createElement('section')
  form.className = 'password'
  const add = <Tag extends keyof HTMLElementTagNameMap>(
    tag: Tag,
    text: string,
  ): HTMLElementTagNameMap[Tag] => {
    const element = document.createElement(tag)
    element.textContent = text
    form.append(element)
    return element
  }
  add('h2', sayOfViewer(words, 'passwordTitle'))
  add('p', sayOfViewer(words, 'passwordText'))
  const label = add('label', sayOfViewer(words, 'passwordField'))
  label.htmlFor = 'password'
  const field = add('input', '')
  field.id = 'password'
  field.type = 'password'
  field.autocomplete = 'off'
  field.required = true
  if (wrong) {
    const error = add('p', sayOfViewer(words, 'passwordWrong'))
    error.className = 'error'
    error.id = 'password-error'
    error.setAttribute('role', 'alert')
    field.setAttribute('aria-describedby', error.id)
    field.setAttribute('aria-invalid', 'true')
  }
  const button = add('button', sayOfViewer(words, 'passwordOpen'))
  button.type = 'button'
  document.body.append(form)
  field.focus()
  return new Promise((resolve) => {
    const answer = (): void => {
      if (field.value === '') return
      form.remove()
      resolve(field.value)
    }
    button.addEventListener('click', answer)
    field.addEventListener('keydown', ({ key, isComposing }) => {
      if (key === 'Enter' && !isComposing) answer()
    })
  })
}
