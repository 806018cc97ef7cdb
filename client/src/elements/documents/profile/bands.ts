import { html, nothing, type TemplateResult } from 'lit'
import type { ProfileDocument } from '../../../documents/profile-document.ts'
import { sayOfProfile as say } from '../../../messages/profile.ts'
import { icon } from '../../kit/icon.ts'
import { sign } from '../kit/sign.ts'
import type { ProfileScene } from './scene.ts'

/** What the practitioner must know of a link: wrong codes, or that the patient has none, also when it is not shared any more. */
export function bands(one: ProfileDocument, scene: ProfileScene): TemplateResult | typeof nothing {
  const { link, document } = one
  const { words, now, name } = scene
  if (link === undefined || document.sensitivity !== 'sensitive') return nothing
  const { code, wrong, waitsUntil, wantedAt } = link
  const isWithdrawn = link.state === 'withdrawn'
  if (!isWithdrawn && code.state === 'used-up')
    return band(one, scene, 'stop', say(words, 'usedUpBand', { count: wrong }))
  if (wantedAt !== undefined)
    return band(one, scene, 'wait', say(words, 'wantedBand', { name, when: words.moment(wantedAt, now) }))
  if (!isWithdrawn && wrong > 0 && waitsUntil !== undefined && Date.parse(waitsUntil) > now)
    return band(one, scene, 'stop', say(words, 'restsBand', { count: wrong, time: words.time(waitsUntil) }))
  return nothing
}

function band(
  one: ProfileDocument,
  { words, sharing }: ProfileScene,
  tone: 'stop' | 'wait',
  text: string,
): TemplateResult {
  const renew = () => {
    sharing.begin(one)
    void sharing.showCode()
  }
  return html`<div class="paper-band ${tone}" part="band" role="status">
    <p class="file-state ${tone}">${icon('warn', 'small')}<span>${text}</span></p>
    <button
      type="button" class="button quiet tight" part="new-code" aria-label=${`${say(words, 'newCode')}: ${one.document.name}`} @click=${renew}
    >${sign('key')}<span>${say(words, 'newCode')}</span></button>
  </div>`
}
