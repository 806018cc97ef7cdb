import type { FileState, RequestState, Transfer } from '@chairside/protocol'

/*
 * The moves of docs/design.md, written here again on purpose: a test that used the server's own table would repeat its
 * mistakes.
 */

const fileMoves: Moves<FileState> = {
  offered: ['receiving', 'withdrawn', 'expired'],
  receiving: ['checking', 'rejected', 'withdrawn', 'expired'],
  checking: ['ready', 'rejected', 'withdrawn', 'expired'],
  ready: ['downloaded', 'withdrawn', 'expired'],
  downloaded: ['expired'],
  rejected: [],
  withdrawn: [],
  expired: [],
}

const requestMoves: Moves<RequestState> = {
  asked: ['answering', 'declined', 'withdrawn', 'expired'],
  answering: ['answered', 'asked', 'withdrawn', 'expired'],
  answered: [],
  declined: ['answering'],
  withdrawn: [],
  expired: [],
}

/** A settled transfer stays settled when its files are withdrawn or expire. */
const transferMoves: Moves<Transfer['state']> = {
  open: ['settled', 'withdrawn'],
  settled: [],
  withdrawn: [],
}

type Moves<State extends string> = Readonly<Record<State, readonly State[]>>

/** Whether state `to` may be seen after state `from`: it is the same state, or any number of moves leads to it. */
export const mayFollow = {
  file: (from: FileState, to: FileState): boolean => leadsTo(fileMoves, from, to),
  request: (from: RequestState, to: RequestState): boolean => leadsTo(requestMoves, from, to),
  transfer: (from: Transfer['state'], to: Transfer['state']): boolean => leadsTo(transferMoves, from, to),
}

function leadsTo<State extends string>(moves: Moves<State>, from: State, to: State): boolean {
  const reached = new Set<State>([from])
  for (const state of reached) for (const next of moves[state]) reached.add(next)
  return reached.has(to)
}

export function isOpen(state: RequestState): boolean {
  return state === 'asked' || state === 'answering'
}

export function isOnTheWay(state: FileState): boolean {
  return state === 'offered' || state === 'receiving' || state === 'checking'
}

/** Whether the bytes of a file in this state can be fetched. */
export function isHere(state: FileState): boolean {
  return state === 'ready' || state === 'downloaded'
}
