import type { FileState, RequestState, Transfer } from '@chairside/protocol'

/*
 * The moves of DESIGN.md, section 1, each state with all that can come after it, near or far: who looks now and then
 * sees states left out, and never one that has come back.
 */

const fileMoves: Readonly<Record<FileState, readonly FileState[]>> = {
  offered: ['receiving', 'checking', 'ready', 'downloaded', 'rejected', 'withdrawn', 'expired'],
  receiving: ['checking', 'ready', 'downloaded', 'rejected', 'withdrawn', 'expired'],
  checking: ['ready', 'downloaded', 'rejected', 'withdrawn', 'expired'],
  ready: ['downloaded', 'withdrawn', 'expired'],
  downloaded: ['expired'],
  rejected: [],
  withdrawn: [],
  expired: [],
}

const requestMoves: Readonly<Record<RequestState, readonly RequestState[]>> = {
  asked: ['answering', 'answered', 'declined', 'withdrawn', 'expired'],
  answering: ['asked', 'answered', 'declined', 'withdrawn', 'expired'],
  answered: [],
  declined: [],
  withdrawn: [],
  expired: [],
}

/** What is ready in a settled transfer can still be taken back, and with it the transfer. */
const transferMoves: Readonly<Record<Transfer['state'], readonly Transfer['state'][]>> = {
  open: ['settled', 'withdrawn'],
  settled: ['withdrawn'],
  withdrawn: [],
}

export const mayFollow = {
  file: (from: FileState, to: FileState): boolean => from === to || fileMoves[from].includes(to),
  request: (from: RequestState, to: RequestState): boolean => from === to || requestMoves[from].includes(to),
  transfer: (from: Transfer['state'], to: Transfer['state']): boolean =>
    from === to || transferMoves[from].includes(to),
}

export function isOpen(state: RequestState): boolean {
  return state === 'asked' || state === 'answering'
}

export function isOnTheWay(state: FileState): boolean {
  return state === 'offered' || state === 'receiving' || state === 'checking'
}

/** Whether its bytes can be fetched. */
export function isHere(state: FileState): boolean {
  return state === 'ready' || state === 'downloaded'
}
