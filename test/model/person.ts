import type { Role } from '@chairside/protocol'
import type { Clinic } from './clinic.ts'
import type { Ledger } from './ledger.ts'
import { type Line, openLine } from './line.ts'
import { joinSeat, openDeskSeat, type Seat } from './seat.ts'
import { createLogin, type Login } from './tokens.ts'
import { openWitness, type Witness } from './witness.ts'

/** A person of the episode, with all connections, those of the SDK and bare ones. */
export interface Person {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly seats: readonly Seat[]
  /** The line for bare HTTP. */
  readonly line: Line
  readonly witness: Witness
  readonly login: Login
  /** Gives a token of this person. After the person was removed it gives the last one. */
  token(): Promise<string>
  /** Joins the appointment or opens a desk. The caller handles a failure. */
  sit(kind: 'page' | 'desk', signal: AbortSignal): Promise<Seat>
  mend(): void
  close(): void
}

export async function createPerson(
  { id, name, role }: Pick<Person, 'id' | 'name' | 'role'>,
  {
    appointment,
    url,
    clinic,
    ledger,
    shared,
  }: {
    readonly appointment: string
    readonly url: string
    readonly clinic: Clinic
    readonly ledger: Ledger
    readonly shared: boolean
  },
): Promise<Person> {
  const port = Number(new URL(url).port)
  const lines: Line[] = [await openLine(port)]
  const [line] = lines
  if (line === undefined) throw new Error('there is no line')
  const seats: Seat[] = []
  let sittings = 0
  let last = ''
  let asking: { at: number; token: Promise<string> } | undefined
  const token = async (): Promise<string> => {
    // A token lives for two hours of the server's clock, and a step may put that clock forward. So a token is kept for
    // a second only.
    if (asking === undefined || performance.now() - asking.at > 1000)
      asking = { at: performance.now(), token: clinic.token(appointment, id) }
    last = await asking.token.catch(() => last)
    return last
  }
  const nextLine = async (): Promise<Line> => {
    if (shared) return line
    const laid = await openLine(port)
    lines.push(laid)
    return laid
  }
  const login = createLogin()
  const witness = openWitness(url, { id, role }, () => clinic.token(appointment, id), ledger.fault)
  return {
    id,
    name,
    role,
    seats,
    line,
    witness,
    login,
    token,
    sit: async (kind, signal) => {
      sittings += 1
      const opening = {
        name: `${kind} ${sittings}`,
        line: await nextLine(),
        me: { id, role },
        appointment,
        token: login.over(() => (kind === 'desk' ? clinic.deskToken(id) : clinic.token(appointment, id))),
        fault: ledger.fault,
        signal,
      }
      const seat = await (kind === 'desk' ? openDeskSeat(opening) : joinSeat(opening))
      seats.push(seat)
      return seat
    },
    mend: () => {
      for (const laid of lines) laid.mend()
      login.mend()
    },
    close: () => {
      witness.close()
      for (const seat of seats) seat.close()
      for (const laid of lines) laid.close()
    },
  }
}
