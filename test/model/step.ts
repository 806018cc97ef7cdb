/*
 * All that can happen in an episode, as one union of plain JSON. A step names its targets by numbers, taken modulo the
 * count of targets at that moment. So any part of a list of steps can be played alone.
 */

/** Who acts. `second` is the patient whom the backend puts in the place of the first one. */
export type Who = 'practitioner' | 'patient' | 'second'

/** A drawn file: its size in bytes, and whether its content is a PDF, as its name says. */
export interface DrawnFile {
  readonly size: number
  readonly sort: 'pdf' | 'forged'
}

export type TokenTrouble = 'rejects' | 'throws' | 'late' | 'undefined' | 'empty' | 'no token'

export type LineTrouble =
  /** All connections are reset, and new ones too. */
  | { readonly trouble: 'cut' }
  /** All connections are reset; new ones work. */
  | { readonly trouble: 'break' }
  /** All connections are reset once the next upload has carried `bytes` bytes of its body. */
  | { readonly trouble: 'break upload'; readonly bytes: number }
  /** All connections stay open and carry nothing. */
  | { readonly trouble: 'stall' }
  /** The bytes of one direction are lost: `deaf`, to the client; `mute`, to the server. */
  | { readonly trouble: 'deaf' }
  | { readonly trouble: 'mute' }
  | { readonly trouble: 'slow'; readonly speed: number }
  /** The next answer is lost together with its connection. */
  | { readonly trouble: 'lose answer' }
  /** All connections are reset once the next answer has carried `bytes` bytes of its body. */
  | { readonly trouble: 'break answer'; readonly bytes: number }
  /** The line itself answers the next request of this method, as a proxy may. */
  | { readonly trouble: 'foreign'; readonly method: 'HEAD' | 'PATCH' | 'POST'; readonly status: number }

/** How the parts of a form are named. */
export type Naming = 'id' | 'capitals' | 'in order' | 'in another order'

/** What a part carries: its whole file; another content, shorter or longer than declared; or only the beginning. */
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
      /** The connection breaks in part number `part`, after `share` thousandths of it. */
      readonly cut?: { readonly part: number; readonly share: number }
      /** What the client does `ms` milliseconds later: sends the whole form again, or the rest of each file. */
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
  | 'note'
  | 'withdraw request'
  | 'withdraw transfer'
  | 'withdraw file'
  | 'pause'
  | 'resume'
  | 'prompted'
  | 'dismiss'
  | 'snapshot'

/** A deed. It begins `after` ms after the step before it. */
export type Step = { readonly after: number } & Deed

/** How many pages each person has, whether there is a desk, and over how many lines they connect. */
export interface Cast {
  readonly practitioners: number
  readonly patients: number
  readonly desk: boolean
  /** Whether all connections of a person go over one line. */
  readonly shared: boolean
}

export interface Script {
  readonly seed: string
  readonly cast: Cast
  readonly steps: readonly Step[]
}

/** Describes a step for the output, as kinds and numbers. */
export function describeStep(step: Step, index: number): string {
  return `${String(index).padStart(3)}  ${JSON.stringify(step)}`
}
