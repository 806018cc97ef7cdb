import { until } from '../world/until.ts'
import type { Person } from './browser.ts'

/** Everything that the status region of the panel says from now on. */
export async function listen({ panel }: Person) {
  const said = await panel.evaluateHandle((element) => {
    const status = element.shadowRoot?.querySelector('[role="status"]')
    const texts = [status?.textContent ?? 'there is no status region']
    const hear = () => texts.push(status?.textContent ?? '')
    if (status)
      new MutationObserver(hear).observe(status, { childList: true, characterData: true, subtree: true })
    return texts
  })
  const heard = () => said.jsonValue()
  const hears = (text: string | RegExp) =>
    until(
      'it is said',
      async () => (await heard()).some((one) => (typeof text === 'string' ? one === text : text.test(one))),
      3_000,
    )
  return { heard, hears }
}
