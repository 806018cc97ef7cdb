import { setTimeout as pause } from 'node:timers/promises'
import { type Appointment, ChairsideError, type Transfer, type TransferFile } from '@chairside/client'
import { isHere, isOnTheWay } from '../world/moves.ts'
import { type Content, digestOf } from './content.ts'
import { ask } from './http.ts'
import type { Seat } from './seat.ts'
import { oneOf, type Stage, seatOf } from './stage.ts'
import type { DrawnFile, Step, Who } from './step.ts'

/** The steps of people on pages with the SDK. */
export type PageStep = Extract<
  Step,
  {
    do:
      | 'send'
      | 'answer'
      | 'add'
      | 'ask'
      | 'decline'
      | 'withdraw request'
      | 'withdraw file'
      | 'withdraw transfer'
      | 'pause'
      | 'resume'
      | 'retry'
      | 'dismiss'
      | 'download'
      | 'view'
      | 'attach'
      | 'enter'
  }
>

/** Does a step on one page, or on two at once. Does nothing if there is no page or no target. */
export async function actOnPage(stage: Stage, step: PageStep, index: number): Promise<void> {
  const seat = seatOf(stage, step.who, step.at)
  const appointment = seat?.appointment
  if (seat === undefined || appointment === undefined) return
  const doings = [actOn(stage, step, index, seat, appointment, 0)]
  const other = 'twice' in step ? seatOf(stage, step.who, step.at + 1) : undefined
  if (other?.appointment !== undefined) doings.push(actOn(stage, step, index, other, other.appointment, 50))
  await Promise.all(doings)
}

async function actOn(
  stage: Stage,
  step: PageStep,
  index: number,
  seat: Seat,
  appointment: Appointment,
  copy: number,
): Promise<void> {
  const { ledger } = stage
  const closed = (): boolean => seat.closed
  const follow = <Value>(promise: Promise<Value>, aborts = closed): Promise<Value | undefined> =>
    ledger.follow(index, step.do, promise, aborts, () => belongs(stage, step.who))
  const contents = (files: readonly DrawnFile[], to: string | undefined): Content[] =>
    files.map((drawn, at) => {
      const content = stage.content(index, at + copy, drawn)
      if (to !== undefined) ledger.mean({ step: index, to, mark: content.name })
      return content
    })
  ledger.operations += 1
  switch (step.do) {
    case 'send':
    case 'answer': {
      const request =
        step.do === 'answer' ? (appointment.openRequest ?? appointment.requests.at(-1)) : undefined
      if (step.do === 'answer' && request === undefined) return
      const given = contents(step.files, request === undefined ? appointment.other?.id : request.from.id)
      const controller = new AbortController()
      if (step.abort !== undefined) setTimeout(() => controller.abort(), step.abort)
      const options = step.abort === undefined ? {} : { signal: controller.signal }
      const sources = given.map(sourceOf)
      const transfer = await follow(
        request === undefined ? appointment.send(sources, options) : request.answer(sources, options),
        () => seat.closed || controller.signal.aborted,
      )
      if (transfer !== undefined) ledger.answer({ what: 'transfer there', id: transfer.id })
      return
    }
    case 'add': {
      const transfer = oneOf(
        mine(appointment).filter(({ state }) => state === 'open'),
        step.pick,
      )
      if (transfer !== undefined)
        await follow(transfer.add(contents(step.files, transfer.to.id).map(sourceOf)))
      return
    }
    case 'ask': {
      const to = appointment.other?.id
      const note = step.note ? `Hinweis zum Sprunggelenk ${index}-${copy}` : undefined
      if (note !== undefined) stage.world.keep(note)
      if (to !== undefined && note !== undefined) ledger.mean({ step: index, to, mark: note })
      const request = await follow(appointment.ask(note === undefined ? {} : { note }))
      if (request === undefined) return
      ledger.answer({ what: 'request there', id: request.id })
      if (to !== undefined) ledger.mean({ step: index, to, mark: request.id })
      return
    }
    case 'decline': {
      const request = appointment.openRequest
      if (request === undefined || request.mine) return
      const done = await follow(
        request.decline(step.reason ? 'Die Bilder sind zu Hause' : undefined).then(() => true),
      )
      if (done) ledger.answer({ what: 'request declined', id: request.id })
      return
    }
    case 'withdraw request': {
      const request = appointment.openRequest
      if (request === undefined || !request.mine) return
      if (await follow(request.withdraw().then(() => true)))
        ledger.answer({ what: 'request withdrawn', id: request.id })
      return
    }
    case 'withdraw file': {
      const file = oneOf(filesOf(mine(appointment)), step.pick)
      if (file !== undefined && (await follow(file.withdraw().then(() => true))))
        ledger.answer({ what: 'file withdrawn', id: file.id })
      return
    }
    case 'withdraw transfer': {
      const transfer = oneOf(mine(appointment), step.pick)
      if (transfer !== undefined && (await follow(transfer.withdraw().then(() => true))))
        ledger.answer({ what: 'transfer withdrawn', id: transfer.id })
      return
    }
    case 'pause':
    case 'resume':
    case 'retry': {
      const file = oneOf(
        filesOf(mine(appointment)).filter(({ state }) => isOnTheWay(state)),
        step.pick,
      )
      file?.[step.do]()
      return
    }
    case 'dismiss': {
      const file = oneOf(appointment.prompts.toReversed(), step.pick)
      if (file !== undefined) await follow(file.dismiss())
      return
    }
    case 'download': {
      const file = oneOf(here(appointment), step.pick)
      if (file === undefined) return
      const bytes = await follow(file.download().then((stream) => new Response(stream).arrayBuffer()))
      if (bytes !== undefined) checkBytes(stage, file, Buffer.from(bytes), `step ${index}, download`)
      return
    }
    case 'view': {
      const file = oneOf(here(appointment), step.pick)
      const ticket = file && (await follow(file.ticket('view')))
      const answer = ticket && (await ask(ticket.url, 'GET'))
      if (
        file !== undefined &&
        answer?.status === 200 &&
        answer.error === undefined &&
        isContent(answer.headers)
      )
        checkBytes(stage, file, answer.body, `step ${index}, view`)
      return
    }
    case 'attach': {
      const file = oneOf(
        filesOf(mine(appointment)).filter(({ state }) => isOnTheWay(state)),
        step.pick,
      )
      // A file that was offered without the SDK gets only the right bytes: its bare sender goes on with those.
      const bare = stage.offers.some(({ offer }) => offer.files.some(({ id }) => id === file?.id))
      const content = file && stage.variant(file.name, step.content === 'right' || bare ? 0 : 1)
      if (file === undefined || content === undefined) return
      ledger.give(content)
      if (content.sha256 !== stage.variant(file.name, 0)?.sha256) ledger.odd.add(content.name)
      try {
        file.attach(sourceOf(content))
      } catch (error) {
        if (!(error instanceof ChairsideError))
          ledger.fault('every error of the SDK is one of its own', `step ${index}, attach`)
      }
      return
    }
    case 'enter':
      await follow(appointment.enter(step.place))
      return
  }
}

/** Leaves, reloads, opens or reconnects a page. */
export async function move(
  stage: Stage,
  step: Extract<Step, { do: 'leave' | 'reload' | 'join' | 'reconnect' }>,
  index: number,
): Promise<void> {
  const person = stage.people[step.who]
  const open = person.seats.filter((seat) => !seat.closed)
  const seat = oneOf(open, step.at)
  stage.ledger.operations += 1
  const sit = (kind: 'page' | 'desk'): Promise<Seat | undefined> =>
    stage.ledger.follow(
      index,
      'join',
      person.sit(kind, stage.ending),
      () => stage.ending.aborted,
      () => belongs(stage, step.who),
    )
  switch (step.do) {
    case 'leave':
      seat?.close()
      return
    case 'reload':
      if (seat === undefined) return
      seat.close()
      await pause(50)
      await sit(seat.isDesk ? 'desk' : 'page')
      return
    case 'join':
      if (open.length < 3) await sit('page')
      return
    case 'reconnect':
      seat?.reconnect()
      return
  }
}

/** Whether the person is registered now. */
const belongs = ({ people, registered }: Stage, who: Who): boolean =>
  who === 'practitioner' || registered.includes(people[who].id)

const sourceOf = ({ name, bytes }: Content) => ({ name, blob: new Blob([bytes]) })
const mine = ({ transfers }: Appointment): Transfer[] =>
  transfers.filter((transfer) => transfer.mine).toReversed()
const filesOf = (transfers: readonly Transfer[]): TransferFile[] => transfers.flatMap(({ files }) => files)
const here = ({ transfers }: Appointment): TransferFile[] =>
  filesOf(transfers.toReversed()).filter(({ state }) => isHere(state))

/** Whether an answer carries a content, and is not the page of a proxy. */
export function isContent(headers: Readonly<Record<string, unknown>>): boolean {
  return 'accept-ranges' in headers || 'etag' in headers
}

/** Reports a fault unless `bytes` are, whole, one of the contents that the sender gave for the file. */
export function checkBytes(
  { ledger }: Stage,
  { id, name }: { readonly id: string; readonly name: string },
  bytes: Uint8Array,
  where: string,
): void {
  const given = ledger.contentsOf(name)
  if (ledger.spoiled.has(name) || given.some(({ sha256 }) => sha256 === digestOf(bytes))) return
  const sizes = given.map((content) => content.bytes.length).join(' or ')
  ledger.fault(
    'what is received is whole what was given for that file',
    `${where}: file ${id} of ${sizes} bytes came as ${bytes.length} others`,
  )
}
