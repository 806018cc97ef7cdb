import type { Doubt } from '@chairside/protocol'
import { html } from 'lit'
import type { TransferFile } from '../../live/file.ts'
import type { MessageKey } from '../../messages/table.ts'
import { button } from '../kit/button.ts'
import type { Notice } from '../kit/notice.ts'
import { shownFile } from '../kit/shown-name.ts'
import type { Panel } from './panel.ts'

/** Asks the practitioner to decide about each undecided file. */
export function ofDoubts(panel: Panel): Notice[] {
  if (panel.role !== 'practitioner') return []
  return panel.appointment.transfers.flatMap(({ files }) =>
    files.flatMap((file) => (file.undecided ? [ofDoubt(file, file.undecided, panel)] : [])),
  )
}

const whys = {
  locked: 'undecidedLocked',
  'too-much': 'undecidedTooMuch',
  suspected: 'undecidedSuspected',
} as const satisfies Record<Doubt, MessageKey>

function ofDoubt(file: TransferFile, doubt: Doubt, { words, acts }: Panel): Notice {
  const name = shownFile(file.name, words)
  const accept = () => acts.decide(file, 'accept')
  const refuse = () => (file.mine ? acts.toFile(file, 'withdraw') : acts.decide(file, 'refuse'))
  const [yes, no] = file.mine
    ? ([words.say('sendAnyway'), words.say('remove')] as const)
    : ([words.say('takeIt'), words.say('refuse')] as const)
  return {
    icon: 'shield',
    tone: 'wait',
    id: `undecided-${file.id}`,
    title: words.say('undecidedTitle', { file: name }),
    text: words.say(whys[doubt]),
    actions: html`${button('quiet', yes, accept, { tight: true, name: `${yes}: ${name}` })}
      ${button('quiet', no, refuse, { tight: true, name: `${no}: ${name}` })}`,
  }
}
