import type { LiveExchange } from '@chairside/protocol'
import type { Words } from '../messages/words.ts'
import { button } from './button.ts'
import type { Notice } from './notice.ts'
import type { Panel } from './panel.ts'

/** How my own line stands, as it is said: short gaps are not worth a word. */
export type Standing =
  | { readonly state: 'quiet' | 'connecting' | 'down' | 'signed-out' }
  /** Back a moment ago, with the share of what is being sent if something is. */
  | { readonly state: 'back'; readonly share: number | undefined }

/** What there is to know before anything else in the panel. */
export function notices(panel: Panel, standing: Standing, now: number): Notice[] {
  return [
    ...ofLine(standing, panel.words, panel.acts.reconnect),
    ...ofExchange(panel.appointment.liveExchange, panel, now),
    ...ofRequest(panel),
    ...ofAbsence(panel, standing),
  ]
}

export function ofLine(standing: Standing, words: Words, reconnect: () => void): Notice[] {
  switch (standing.state) {
    case 'quiet':
      return []
    case 'connecting':
      return [{ icon: 'clock', text: words.say('connecting') }]
    case 'down':
      return [{ icon: 'noline', tone: 'wait', title: words.say('lineDown'), text: words.say('lineDownSafe') }]
    case 'back': {
      const { share } = standing
      const text = share === undefined ? undefined : words.say('backSending', { percent: words.percent(share) })
      return [{ icon: 'check', tone: 'ok', title: words.say('back'), text }]
    }
    case 'signed-out':
      return [
        {
          icon: 'warn',
          tone: 'stop',
          title: words.say('signedOut'),
          text: words.say('signedOutCall'),
          actions: button('quiet', words.say('reconnect'), reconnect, { tight: true }),
        },
      ]
  }
}

function ofExchange(exchange: LiveExchange, { words, appointment }: Panel, now: number): Notice[] {
  if (exchange.state === 'open') return []
  switch (exchange.code) {
    case 'PLAN_REQUIRED':
      return [{ icon: 'info', text: words.say('planRequired') }]
    case 'ONE_TO_ONE_ONLY':
      return [{ icon: 'info', text: words.say('oneToOneOnly') }]
    case 'APPOINTMENT_ENDED': {
      const until = appointment.filesUntil
      const text =
        until === undefined
          ? words.say('over')
          : words.say('overUntil', { until: words.moment(until, now) })
      return [{ icon: 'clock', text }]
    }
  }
}

function ofRequest({ words, appointment, role, other: name, open, acts }: Panel): Notice[] {
  const request = appointment.requests.at(-1)
  if (role !== 'practitioner' || !open || !request?.mine) return []
  const { status } = request
  switch (status.state) {
    case 'asked': {
      const text = words.say('askedAt', { name, time: words.time(request.at) })
      const withdraw = () => acts.withdrawRequest(request)
      const actions = button('quiet', words.say('withdrawRequest'), withdraw, { tight: true })
      return [{ icon: 'ask', tone: 'accent', id: 'asked', text, actions }]
    }
    case 'declined': {
      const { reason } = status
      const text = reason ? words.say('declinedReason', { name, reason }) : words.say('declined', { name })
      return [{ icon: 'info', text }]
    }
    // The files that answer it are there to see.
    case 'answering':
    case 'answered':
    case 'withdrawn':
    case 'expired':
      return []
  }
}

function ofAbsence({ words, appointment, party, other: name, tray }: Panel, standing: Standing): Notice[] {
  if (party.presence !== undefined || standing.state !== 'quiet') return []
  const waiting = appointment.transfers.some(
    ({ mine, files }) => mine && files.some(({ state }) => state === 'ready' || state === 'receiving'),
  )
  return waiting || !tray.empty ? [{ icon: 'info', text: words.say('absent', { name }) }] : []
}
