import { type Appointment, ChairsideError, type Desk, openDesk } from '@chairside/client'
import { join } from '../../client/src/appointment/appointment.ts'
import { type Timeouts, timeouts } from '../../client/src/connection/timeouts.ts'
import { kindOf } from './ledger.ts'
import type { Line } from './line.ts'
import { createSight } from './sight.ts'

/** The client's timeouts. Those that are too long for a model test are shortened. */
export const shortened: Timeouts = {
  ...timeouts,
  pause: [200, 3000],
  token: 8000,
  refused: 28_000,
  signedOut: 4000,
}

/** A page or a desk of the SDK, connected over a line. */
export interface Seat {
  readonly name: string
  readonly line: Line
  readonly isDesk: boolean
  /** The appointment that it shows; absent on a desk that does not know the appointment. */
  readonly appointment: Appointment | undefined
  readonly state: Appointment['connection']['state']
  /** The code that says why the connection is not up. */
  readonly reason: string | undefined
  /** The times during which the connection was up, in real ms. */
  readonly ups: readonly { readonly from: number; until: number }[]
  /** Whether the test closed it. */
  readonly closed: boolean
  reconnect(): void
  close(): void
}

interface Opening {
  readonly name: string
  readonly line: Line
  readonly me: Parameters<typeof createSight>[0]
  readonly appointment: string
  readonly token: () => Promise<string>
  readonly fault: (broken: string, facts: string) => void
  readonly signal: AbortSignal
}

/** Joins the appointment. */
export async function joinSeat(opening: Opening): Promise<Seat> {
  const joined = await join(
    { url: opening.line.url, token: opening.token, place: 'call', signal: opening.signal },
    shortened,
  )
  return seatOf(opening, joined, () => joined, false)
}

/** Opens the practitioner's desk. */
export async function openDeskSeat(opening: Opening): Promise<Seat> {
  const desk = await openDesk({ url: opening.line.url, token: opening.token, signal: opening.signal })
  const shown = () => desk.appointments.find(({ id }) => id === opening.appointment)
  return seatOf(opening, desk, shown, true)
}

function seatOf(
  { name, line, me, fault }: Opening,
  page: Appointment | Desk,
  shown: () => Appointment | undefined,
  isDesk: boolean,
): Seat {
  const sight = createSight(me, `${name} of ${me.id}`, fault)
  const ups: { from: number; until: number }[] = []
  let closed = false
  const look = (): void => {
    const appointment = shown()
    if (appointment === undefined) return
    const requests = appointment.requests.map(({ id, from, to, state }) => ({
      id,
      from: from.id,
      to: to.id,
      state,
    }))
    sight.transfers(
      appointment.transfers.map(({ id, from, to, state, files }) => ({
        id,
        from: from.id,
        to: to.id,
        state,
        files,
      })),
    )
    sight.requests(requests)
    sight.participants(appointment.participants)
  }
  const rise = (): void => {
    const last = ups.at(-1)
    if (page.connection.state === 'up') {
      if (last === undefined || last.until !== Number.POSITIVE_INFINITY)
        ups.push({ from: Date.now(), until: Number.POSITIVE_INFINITY })
    } else if (last !== undefined && last.until === Number.POSITIVE_INFINITY) last.until = Date.now()
  }
  page.on('change', look)
  page.on('connection', rise)
  page.on('error', (error) => {
    if (!(error instanceof ChairsideError))
      fault('every error of the SDK is one of its own', `${name} is told ${kindOf(error)}`)
  })
  // Somebody looks at the page, so what comes is shown.
  page.on('prompt', (file) => file.shown())
  page.on('request', () => undefined)
  look()
  rise()
  return {
    name,
    line,
    isDesk,
    get appointment() {
      return shown()
    },
    get state() {
      return page.connection.state
    },
    get reason() {
      return 'reason' in page.connection ? page.connection.reason?.code : undefined
    },
    ups,
    get closed() {
      return closed
    },
    reconnect: () => page.reconnect(),
    close: () => {
      closed = true
      page.close()
      rise()
    },
  }
}
