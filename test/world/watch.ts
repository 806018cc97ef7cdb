import type { Appointment } from '@chairside/client'
import type { FileState, RequestState, Transfer } from '@chairside/protocol'
import { isOpen, mayFollow } from './moves.ts'

/** The states of all files, transfers and requests of a page. */
function statesOf(page: Appointment) {
  return {
    file: page.transfers.flatMap(({ files }) => files.map(({ id, state }) => ({ id, state }))),
    transfer: page.transfers.map(({ id, state }) => ({ id, state })),
    request: page.requests.map(({ id, state }) => ({ id, state })),
  }
}

/** Checks a page now and at each of its changes. Gives the list of the faults that the page has shown, which grows. */
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
    mayGo: (from: State, to: State) => boolean,
    now: readonly { id: string; state: State }[],
  ): void => {
    for (const { id, state } of now) {
      const from = before.get(id)
      if (from !== undefined && !mayGo(from, state))
        wrong.push(`a ${what} went from ${from} to ${state} on a page`)
      before.set(id, state)
    }
  }
  const look = (): void => {
    const { file, transfer, request } = statesOf(page)
    follow('file', known.file, mayFollow.file, file)
    follow('transfer', known.transfer, mayFollow.transfer, transfer)
    follow('request', known.request, mayFollow.request, request)
    const open = request.filter(({ state }) => isOpen(state))
    if (open.length > 1) wrong.push(`a page showed ${open.map(({ state }) => state).join(' and ')} at once`)
  }
  look()
  page.on('change', look)
  return wrong
}
