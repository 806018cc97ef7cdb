import { actBare } from './bare.ts'
import { sendForm } from './form.ts'
import { actAsStranger, sayMalformed } from './hostile.ts'
import { actInOffice } from './office.ts'
import { actOnPage, move } from './pages.ts'
import { type Stage, seatOf } from './stage.ts'
import type { Step } from './step.ts'

/** The longest time that an orderly stop may take, in ms. */
const longestStop = 15_000

/** Does one step. Resolves when it is over, perhaps long after later steps have begun. */
export async function act(stage: Stage, step: Step, index: number): Promise<void> {
  const { ledger, world, people } = stage
  switch (step.do) {
    case 'send':
    case 'answer':
    case 'add':
    case 'ask':
    case 'decline':
    case 'withdraw request':
    case 'withdraw file':
    case 'withdraw transfer':
    case 'pause':
    case 'resume':
    case 'retry':
    case 'dismiss':
    case 'download':
    case 'view':
    case 'attach':
    case 'enter':
      return actOnPage(stage, step, index)
    case 'leave':
    case 'reload':
    case 'join':
    case 'reconnect':
      return move(stage, step, index)
    case 'token':
      ledger.operations += 1
      return people[step.who].login.trouble(step.trouble, step.ms)
    case 'line':
      ledger.operations += 1
      return (seatOf(stage, step.who, step.at)?.line ?? people[step.who].line).trouble(step, step.ms)
    case 'line of downloads':
      ledger.operations += 1
      return world.downloads.trouble(step, step.ms)
    case 'bare offer':
    case 'patch':
    case 'head':
    case 'delete':
    case 'ticket':
    case 'bare command':
    case 'look':
      return actBare(stage, step, index)
    case 'form':
      return sendForm(stage, step)
    case 'malformed':
      return sayMalformed(stage, step, index)
    case 'stranger':
      return actAsStranger(stage, step, index)
    case 'replace':
    case 'beside':
    case 'bring back':
    case 'end':
    case 'audit':
    case 'plan':
    case 'move the end':
    case 'paid':
      return actInOffice(stage, step)
    case 'kill':
      ledger.operations += 1
      stage.stops.push(Date.now())
      return world.process.kill()
    case 'term': {
      ledger.operations += 1
      stage.stops.push(Date.now())
      const { ms, code } = await world.process.term()
      if (ms > longestStop || code !== 0)
        ledger.fault('a server that is asked to stop stops', `after ${Math.round(ms)} ms with code ${code}`)
      return
    }
    case 'sweep':
      ledger.operations += 1
      return world.process.sweep()
    case 'advance': {
      ledger.operations += 1
      // The time is taken before the move, because timers come due during it.
      const from = Date.now()
      await world.process.advance(step.ms)
      stage.offsets.push({ from, offset: world.process.offset })
      return
    }
  }
}
