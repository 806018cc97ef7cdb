import { pathOf, routes } from '@chairside/protocol'
import { ask, jsonOf } from './ask.ts'
import { chairside } from './changes.ts'
import type { Examination } from './examination.ts'
import { type Finding, notTried, ok, wrong } from './finding.ts'

/** The largest difference of two clocks that harms nothing, in seconds: tokens are taken two minutes late. */
const most = 60

/** Compares the server's clock with the one of this machine. With a key it is the server's own, else that of whoever dates its answers. */
export async function checkClock(exam: Examination): Promise<Finding[]> {
  const withKey = exam.key !== undefined && exam.trusted
  const answer = withKey
    ? await ask(exam, 'GET', pathOf(routes.readHealth), { bearer: exam.key })
    : await ask(exam, 'GET', pathOf(routes.isLive))
  const named = withKey ? jsonOf<{ at: string }>(answer.text)?.at : undefined
  const theirs = Date.parse(named ?? answer.headers.date ?? '')
  if (Number.isNaN(theirs)) return [notTried('clock', 'The answers carry no date.')]
  const apart = Math.round((theirs - exam.clock.now()) / 1000)
  if (Math.abs(apart) <= most)
    return [ok('clock', 'The clock of the server and the one of this machine agree.')]
  const says = `The clock of the server is ${Math.abs(apart)} s ${apart > 0 ? 'ahead of' : 'behind'} the one of this machine: tokens may count as expired, or as not valid yet.`
  return [
    wrong(
      'clock',
      says,
      chairside('its machine, or this one, to the time of a time server (chrony, systemd-timesyncd)'),
    ),
  ]
}
