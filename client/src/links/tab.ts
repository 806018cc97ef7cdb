import { newId } from '../connection/id.ts'

const name = 'chairside-tab'

/** What names this tab among all others, also after a reload; undefined where the browser keeps nothing, and in Node. */
export function tabName(): string | undefined {
  try {
    const known = sessionStorage.getItem(name)
    if (known !== null) return known
    const made = newId()
    sessionStorage.setItem(name, made)
    return made
  } catch {
    return undefined
  }
}
