import type { FileState, Participant, RequestState, Role, Transfer } from '@chairside/protocol'
import { isOpen, mayFollow } from '../world/moves.ts'

/** A transfer as the SDK and the wire both tell of it. */
export interface SeenTransfer {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly state: Transfer['state']
  readonly files: readonly { readonly id: string; readonly state: FileState }[]
}

export interface SeenRequest {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly state: RequestState
}

/** What one connection has seen, and must never see: a state that came back, and what is somebody else's. */
export interface Sight {
  transfers(seen: readonly SeenTransfer[]): void
  requests(seen: readonly SeenRequest[]): void
  /** All that it holds at one moment. */
  all(requests: readonly SeenRequest[]): void
  participants(seen: readonly Pick<Participant, 'id' | 'role'>[]): void
}

/** @param me the id of the participant, and `where` how this connection is called in a report */
export function createSight(
  { id: me, role }: { readonly id: string; readonly role: Role },
  where: string,
  fault: (broken: string, facts: string) => void,
): Sight {
  const files = new Map<string, FileState>()
  const transfers = new Map<string, Transfer['state']>()
  const requests = new Map<string, RequestState>()
  const mine = (kind: string, { id, from, to }: SeenRequest | SeenTransfer): void => {
    if (from !== me && to !== me)
      fault('nobody sees what is not theirs', `${where} sees ${kind} ${id} from ${from} to ${to}`)
  }
  const follow = <State extends string>(
    kind: string,
    known: Map<string, State>,
    { id, state }: { readonly id: string; readonly state: State },
    mayGo: (from: State, to: State) => boolean,
  ): void => {
    const before = known.get(id)
    if (before === state) return
    if (before !== undefined && !mayGo(before, state))
      fault('a state moves only along its table', `${where} sees ${kind} ${id} go from ${before} to ${state}`)
    known.set(id, state)
  }
  return {
    transfers: (seen) => {
      for (const transfer of seen) {
        mine('transfer', transfer)
        follow('transfer', transfers, transfer, mayFollow.transfer)
        for (const file of transfer.files) follow('file', files, file, mayFollow.file)
      }
    },
    requests: (seen) => {
      for (const request of seen) {
        mine('request', request)
        follow('request', requests, request, mayFollow.request)
      }
    },
    all: (seen) => {
      const open = seen.filter(({ state }) => isOpen(state))
      if (open.length > 1)
        fault(
          'an appointment has at most one open request',
          `${where} sees ${open.map(({ id, state }) => `${id} ${state}`).join(' and ')}`,
        )
    },
    participants: (seen) => {
      if (role !== 'patient') return
      const others = seen.filter((person) => person.id !== me && person.role !== 'practitioner')
      if (others.length > 0)
        fault('nobody sees what is not theirs', `${where} sees ${others.map(({ id }) => id).join(' and ')}`)
    },
  }
}
