/*
 * What can happen in an episode, one union, as plain JSON. A step names its targets by numbers that are taken modulo
 * what is there when it is its turn, so that any part of a list of steps is a list of steps.
 */

/** Who acts; the second patient is whom the backend puts in the first one's place. */
export type Who = 'practitioner' | 'patient' | 'second'

/** A file that is drawn: bytes, and whether its content is what its name says. */
export interface DrawnFile {
  readonly size: number
  readonly sort: 'pdf' | 'forged'
}

export type TokenTrouble = 'rejects' | 'throws' | 'late' | 'undefined' | 'empty' | 'no token'

export type LineTrouble =
  /** Every connection is reset, and each new one. */
  | { readonly trouble: 'cut' }
  /** Every connection is reset, and new ones are let through. */
  | { readonly trouble: 'break' }
  /** Everything is reset once the next upload has carried so many bytes. */
  | { readonly trouble: 'break upload'; readonly bytes: number }
  /** Nothing is carried, and everything stays open. */
  | { readonly trouble: 'stall' }
  /** What one side says goes nowhere. */
  | { readonly trouble: 'deaf' }
  | { readonly trouble: 'mute' }
  | { readonly trouble: 'slow'; readonly speed: number }
  /** The next answer is lost, and its connection with it. */
  | { readonly trouble: 'lose answer' }
  /** Everything is reset once the next answer has carried so many bytes. */
  | { readonly trouble: 'break answer'; readonly bytes: number }
  /** Something between answers the next request of this method in the server's place. */
  | { readonly trouble: 'foreign'; readonly method: 'HEAD' | 'PATCH' | 'POST'; readonly status: number }

/** How the parts of a form are called. */
export type Naming = 'id' | 'capitals' | 'in order' | 'in another order'

/** What a part carries: its file, less or more than was declared and something else, or a beginning of it. */
export type Part = 'whole' | 'short and other' | 'long and other' | 'short'

type Seat = { readonly who: Who; readonly at: number }
type Target = Seat & { readonly pick: number }

export type Deed =
  // The SDK.
  | (Seat & {
      readonly do: 'send' | 'answer'
      readonly files: readonly DrawnFile[]
      readonly abort?: number
      readonly twice?: true
    })
  | (Target & { readonly do: 'add'; readonly files: readonly DrawnFile[] })
  | (Seat & { readonly do: 'ask'; readonly note: boolean; readonly twice?: true })
  | (Seat & { readonly do: 'decline'; readonly reason: boolean })
  | (Seat & { readonly do: 'withdraw request' })
  | (Target & {
      readonly do: 'withdraw file' | 'withdraw transfer' | 'pause' | 'resume' | 'retry' | 'dismiss'
    })
  | (Target & { readonly do: 'download' | 'view' })
  | (Target & { readonly do: 'attach'; readonly content: 'right' | 'other' })
  | (Seat & { readonly do: 'enter'; readonly place: 'waiting-room' | 'call' })
  | (Seat & { readonly do: 'leave' | 'reload' | 'join' | 'reconnect' })
  | { readonly do: 'token'; readonly who: Who; readonly trouble: TokenTrouble; readonly ms: number }
  | (Seat & { readonly do: 'line'; readonly ms: number } & LineTrouble)
  | ({ readonly do: 'line of downloads'; readonly ms: number } & LineTrouble)
  // Plain HTTP and Socket.IO.
  | {
      readonly do: 'bare offer'
      readonly who: Who
      readonly by: 'http' | 'socket'
      readonly files: readonly DrawnFile[]
      readonly again: 'no' | 'same' | 'capitals' | 'other'
    }
  | {
      readonly do: 'patch'
      readonly who: Who
      readonly pick: number
      readonly from: 'told' | 'wrong'
      readonly pieces: number
      readonly carries: 'rest' | 'some' | 'too much'
      readonly capitals?: true
    }
  | { readonly do: 'head' | 'delete'; readonly who: Who; readonly pick: number; readonly capitals?: true }
  | {
      readonly do: 'form'
      readonly who: Who
      readonly pick: number
      readonly naming: Naming
      readonly parts: readonly Part[]
      /** Ends in a part, after so many thousandths of it. */
      readonly cut?: { readonly part: number; readonly share: number }
      /** What the client does so many ms later: sends it again whole, or goes on with each file where it stands. */
      readonly next?: { readonly ms: number; readonly by: 'form' | 'patch' }
    }
  | {
      readonly do: 'ticket'
      readonly who: Who
      readonly pick: number
      readonly range: readonly [number, number]
    }
  | {
      readonly do: 'bare command'
      readonly who: Who
      readonly pick: number
      readonly name: BareCommand
      readonly again: 'no' | 'same' | 'capitals' | 'other'
    }
  | { readonly do: 'malformed'; readonly who: Who; readonly pick: number }
  | { readonly do: 'stranger'; readonly pick: number; readonly target: number }
  | { readonly do: 'look'; readonly who: Who; readonly pick: number; readonly capitals?: true }
  // The embedding backend.
  | { readonly do: 'replace' | 'beside' | 'bring back' | 'end' | 'audit' }
  | { readonly do: 'plan'; readonly plan: 'basic' | 'pro' | 'clinic' }
  | { readonly do: 'move the end'; readonly minutes: number }
  | { readonly do: 'paid'; readonly paid: boolean }
  // The world.
  | { readonly do: 'kill' | 'term' | 'sweep' }
  | { readonly do: 'advance'; readonly ms: number }

export type BareCommand =
  | 'ask'
  | 'decline'
  | 'withdraw request'
  | 'withdraw transfer'
  | 'withdraw file'
  | 'pause'
  | 'resume'
  | 'prompted'
  | 'dismiss'
  | 'snapshot'

/** A deed, and how many ms after the one before it begins. */
export type Step = { readonly after: number } & Deed

/** How many take part, and over how many lines. */
export interface Cast {
  readonly practitioners: number
  readonly patients: number
  readonly desk: boolean
  /** All connections of a person go over one line. */
  readonly shared: boolean
}

export interface Script {
  readonly seed: string
  readonly cast: Cast
  readonly steps: readonly Step[]
}

/** A step as it may be printed: kinds and numbers. */
export function describeStep(step: Step, index: number): string {
  return `${String(index).padStart(3)}  ${JSON.stringify(step)}`
}
