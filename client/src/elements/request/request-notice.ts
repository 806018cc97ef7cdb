import { html } from 'lit'
import type { Request } from '../../live/request.ts'
import { called } from '../file/called.ts'
import { button } from '../kit/button.ts'
import type { Notice } from '../kit/notice.ts'
import type { RequestView } from './request-view.ts'
import { wordsForm } from './words-form.ts'

/** Tells the practitioner or the patient how the newest request stands. */
export function requestNotices(view: RequestView): Notice[] {
  const { words, open, role, asking, lineDown, appointment, requests } = view
  if (!open) return []
  if (asking) {
    if (!lineDown) return []
    const actions = button('quiet', words.say('withdrawRequest'), requests.takeBack, { tight: true })
    return [{ icon: 'noline', tone: 'wait', id: 'asked', text: words.say('waitsForLine'), actions }]
  }
  const request = appointment.requests.at(-1)
  if (!request) return []
  return role === 'patient' ? ofPatient(request, view) : ofPractitioner(request, view)
}

function ofPatient(request: Request, view: RequestView): Notice[] {
  const { words, tray, appointment } = view
  const name = called(request.from, view)
  const { status } = request
  // Files that were chosen for the withdrawn request wait for the next one.
  if (status.state === 'withdrawn')
    return tray.rows.length > 0 ? [{ icon: 'info', text: words.say('requestWithdrawn', { name }) }] : []
  if (status.state !== 'declined' || appointment.answerable !== request) return []
  const { reason } = status
  const title = reason ? words.say('toldNoReason', { name, reason }) : words.say('toldNo', { name })
  return [{ icon: 'info', id: 'declined', title, ...written('reason', request, reason, view) }]
}

function ofPractitioner(request: Request, view: RequestView): Notice[] {
  const { words, requests, ending, lineDown, appointment } = view
  const name = called(request.to, view)
  const { status, note } = request
  switch (status.state) {
    case 'asked':
    case 'answering': {
      // The answering files stand in place of this notice, once they are known.
      if (appointment.transfers.some(({ id }) => 'transfer' in status && id === status.transfer)) return []
      const asked = { name, time: words.time(request.at) }
      const text = note ? words.say('askedAtNote', { ...asked, note }) : words.say('askedAt', asked)
      if (lineDown && ending === request.id)
        return [{ icon: 'noline', tone: 'wait', id: 'asked', title: text, text: words.say('withdrawWaits') }]
      const withdraw = button(
        'quiet',
        words.say('withdrawRequest'),
        () => requests.withdrawRequest(request),
        {
          tight: true,
        },
      )
      return [
        { icon: 'ask', tone: 'accent', id: 'asked', text, ...written('note', request, note, view, withdraw) },
      ]
    }
    case 'declined': {
      const { reason } = status
      const text = reason ? words.say('declinedReason', { name, reason }) : words.say('declined', { name })
      const actions = button('quiet', words.say('askOnceMore'), () => requests.askAgain(request), {
        tight: true,
      })
      return [{ icon: 'info', text, actions }]
    }
    case 'answered':
    case 'withdrawn':
    case 'expired':
      return []
  }
}

/** The form for a request's note or reason, or the button that opens the form. */
function written(
  of: 'note' | 'reason',
  request: Request,
  said: string | undefined,
  view: RequestView,
  more?: Notice['actions'],
): Pick<Notice, 'form' | 'actions'> {
  const { words, requests, form } = view
  const others = more && { actions: more }
  if (form?.of === of && form.request === request.id)
    return { form: wordsForm(form, request, view), ...others }
  const label = {
    note: said ? 'changeNote' : 'addNote',
    reason: said ? 'changeReason' : 'addReason',
  } as const
  const add = button('quiet', words.say(label[of]), () => requests.openForm(of, request), {
    tight: true,
    id: 'write',
  })
  return { actions: more ? html`${add}${more}` : add }
}
