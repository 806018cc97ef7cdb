import type { FileState, Participant, RequestState, Role, Transfer } from '@chairside/protocol'
import { isOpen, mayFollow } from '../world/moves.ts'

/** The fields of a transfer that both the SDK and the wire have. */
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

/** Checks all that one connection sees: states follow their tables, and nothing belongs to other people only. */
export interface Sight {
  transfers(seen: readonly SeenTransfer[]): void
  requests(seen: readonly SeenRequest[]): void
  /** Takes all requests that the connection knows at one moment. */
  all(requests: readonly SeenRequest[]): void
  participants(seen: readonly Pick<Participant, 'id' | 'role'>[]): void
}

/** `me` and `role` are those of the participant; `where` names the connection in a fault. */
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
