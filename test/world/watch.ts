import type { Appointment } from '@chairside/client'
import type { FileState, RequestState, Transfer } from '@chairside/protocol'

/** The tables of states, as the design draws them. */
const fileMoves: Readonly<Record<FileState, readonly FileState[]>> = {
  offered: ['receiving', 'withdrawn', 'expired'],
  receiving: ['checking', 'rejected', 'withdrawn', 'expired'],
  checking: ['ready', 'rejected', 'withdrawn', 'expired'],
  ready: ['downloaded', 'withdrawn', 'expired'],
  downloaded: ['expired'],
  rejected: [],
  withdrawn: [],
  expired: [],
}
const requestMoves: Readonly<Record<RequestState, readonly RequestState[]>> = {
  asked: ['answering', 'declined', 'withdrawn', 'expired'],
  answering: ['answered', 'asked', 'withdrawn', 'expired'],
  answered: [],
  declined: [],
  withdrawn: [],
  expired: [],
}
const transferMoves: Readonly<Record<Transfer['state'], readonly Transfer['state'][]>> = {
  open: ['settled', 'withdrawn'],
  settled: [],
  withdrawn: [],
}

/** Whether one state can come after another, with any number between them that nobody saw. */
function comesAfter<State extends string>(
  moves: Readonly<Record<State, readonly State[]>>,
  from: State,
  to: State,
): boolean {
  const reached = new Set<State>([from])
  for (const state of reached) for (const next of moves[state]) reached.add(next)
  return reached.has(to)
}

/** Everything of a page that has a state, by what it is. */
function statesOf(page: Appointment) {
  return {
    file: page.transfers.flatMap(({ files }) => files.map(({ id, state }) => ({ id, state }))),
    transfer: page.transfers.map(({ id, state }) => ({ id, state })),
    request: page.requests.map(({ id, state }) => ({ id, state })),
  }
}

/** Looks at a page whenever it says that something changed; answers what should never have been seen there. */
export function watch(page: Appointment): readonly string[] {
  const wrong: string[] = []
  const known = {
    file: new Map<string, FileState>(),
    transfer: new Map<string, Transfer['state']>(),
    request: new Map<string, RequestState>(),
  }
  const follow = <State extends string>(
    what: keyof typeof known,
    before: Map<string, State>,
    moves: Readonly<Record<State, readonly State[]>>,
    now: readonly { id: string; state: State }[],
  ): void => {
    for (const { id, state } of now) {
      const from = before.get(id)
      if (from !== undefined && !comesAfter(moves, from, state))
        wrong.push(`a ${what} went from ${from} to ${state} on a page`)
      before.set(id, state)
    }
  }
  const look = (): void => {
    const { file, transfer, request } = statesOf(page)
    follow('file', known.file, fileMoves, file)
    follow('transfer', known.transfer, transferMoves, transfer)
    follow('request', known.request, requestMoves, request)
    const open = request.filter(({ state }) => state === 'asked' || state === 'answering')
    if (open.length > 1) wrong.push(`a page showed ${open.map(({ state }) => state).join(' and ')} at once`)
  }
  look()
  page.on('change', look)
  return wrong
}
