import type { ChairsideError } from '@chairside/protocol'
import { failure, fileChanged } from '../connection/failure.ts'
import type { Content } from './source.ts'

/*
 * The states in which this page sends a file of mine, or watches who does.
 *
 *     fresh → sending ⇄ resting                  this page has the bytes; resting: paused, arrived, or stopped by a problem
 *     fresh → watching → sending or resting      another tab or device may have the bytes, until this page has them
 *     sending → watching                         a newer connection took over, or these bytes were the wrong ones
 *     sending → lost                             the device no longer gives the bytes: the file is withdrawn
 *     any → done                                 the file is settled, or its appointment is closed here
 */

interface Always {
  /** Whether the sender paused the file, here or in another tab. */
  readonly paused: boolean
  readonly problem?: ChairsideError | undefined
}

export type SendingState = Always &
  (
    | { readonly at: 'fresh' | 'lost' | 'done' }
    | {
        readonly at: 'watching'
        /** Whether no tab and no device seems to send. */
        readonly missing: boolean
        /** Whether the browser found the file again, and asks the person before the page may read it. */
        readonly closed: boolean
        /** Whether this page gave up the bytes: then it sends them again only if the person gives them. */
        readonly yielded: boolean
      }
    | Sent<'sending'>
    | (Sent<'resting'> & {
        /** Whether it stopped after too long without progress; the next connection continues. */
        readonly gaveUp: boolean
      })
  )

interface Sent<At> {
  readonly at: At
  readonly content: Content
  /** The same file with or without its location, tried if `content` is the wrong form. */
  readonly otherwise?: Content | undefined
}

export type SendingEvent =
  /** The server waits for the file's bytes. `content`: this page has them; `sentBefore`: this tab had them. */
  | { readonly type: 'awaited'; readonly content: Content | undefined; readonly sentBefore: boolean }
  /** The server says whether the sender has paused the file. */
  | { readonly type: 'server-paused'; readonly paused: boolean }
  /** Another tab or device sends, or is about to. */
  | { readonly type: 'bytes-come' }
  | { readonly type: 'bytes-stopped' }
  | { readonly type: 'missing'; readonly missing: boolean }
  | { readonly type: 'arrived' | 'settled' | 'closed' }
  /** The person acts. */
  | { readonly type: 'pause' | 'resume' }
  | { readonly type: 'given'; readonly content: Content; readonly otherwise?: Content | undefined }
  /** Whether the browser found the bytes after a reload. `asks`: it needs permission; `byPerson`: the person tried. */
  | { readonly type: 'found'; readonly content: Content }
  | { readonly type: 'not-found'; readonly asks: boolean; readonly byPerson: boolean }
  /** `halt`: a withdrawal begins. `go`: it failed, or the server has resumed a paused file. */
  | { readonly type: 'halt' | 'go' }
  | { readonly type: 'connected' }
  /** How an upload ended. */
  | { readonly type: 'sent' | 'taken-over' | 'changed' | 'differs' }
  | { readonly type: 'given-up' | 'refused'; readonly problem: ChairsideError }

/** What the page does after a transition; the effects run in their order. */
export type Effect =
  /** Starts or aborts the upload of `content`. */
  | 'send'
  | 'stop'
  /** Keeps `content` and takes its lock, or gives up both. */
  | 'keep'
  | 'drop'
  /** Watches for another sender: expects bytes soon, finds out whether a tab has them, or ends the watch. */
  | 'expect'
  | 'look-around'
  | 'unwatch'
  /** Looks for the bytes in this browser, or removes this browser's record of them. */
  | 'recall'
  | 'forget'
  | 'say-pause'
  | 'say-resume'
  | 'say-missing'
  | 'withdraw'
  | 'tell-problem'

export type Transition = readonly [state: SendingState, effects: readonly Effect[]]

export const fresh: SendingState = { at: 'fresh', paused: false }

/** Gives the state after an event, and the effects. An event without meaning in a state changes nothing. */
export function next(state: SendingState, event: SendingEvent): Transition {
  switch (event.type) {
    case 'awaited':
      return state.at === 'fresh' ? awaited(state, event) : [state, []]
    case 'server-paused':
      if (event.paused === state.paused) return [state, []]
      return event.paused ? paused(state) : released(state)
    case 'pause':
      return also(paused(state), 'say-pause')
    case 'resume':
      // Bytes go once the server has answered, because it refuses them until then.
      return state.paused ? [{ ...state, paused: false }, ['say-resume']] : released(state)
    case 'given':
      return given(state, event)
    case 'bytes-come':
      return state.at === 'watching' ? [{ ...state, missing: false }, ['expect']] : [state, []]
    case 'bytes-stopped':
      return [state, state.at === 'watching' ? ['look-around'] : []]
    case 'missing':
      if (state.at !== 'watching' || state.missing === event.missing) return [state, []]
      if (!event.missing) return [{ ...state, missing: false }, []]
      return [{ ...state, missing: true }, [state.yielded ? 'say-missing' : 'recall']]
    case 'found':
      return state.at === 'watching' ? found(state, event.content) : [state, []]
    case 'not-found':
      if (state.at !== 'watching') return [state, []]
      return [{ ...state, closed: event.asks }, event.byPerson ? [] : notFound(state, event.asks)]
    case 'arrived':
      return state.at === 'watching' ? [{ ...state, missing: false }, ['unwatch']] : [state, []]
    case 'settled':
      return isSeen(state) ? also(done(state), 'forget') : done(state)
    case 'closed':
      return done(state)
    case 'halt':
      return state.at === 'sending' ? [resting(state), ['stop']] : [state, []]
    case 'go':
      return gone(state)
    case 'connected':
      if (state.at === 'lost') return [state, ['withdraw']]
      // The server may not have heard that the bytes are missing.
      if (state.at === 'watching' && state.missing) return [state, ['say-missing']]
      return state.at === 'resting' && state.gaveUp ? gone(state) : [state, []]
    case 'sent':
    case 'taken-over':
    case 'changed':
    case 'differs':
    case 'given-up':
    case 'refused':
      return state.at === 'sending' ? uploadEnded(state, event) : [state, []]
  }
}

type Sending = Extract<SendingState, { at: 'sending' }>
type UploadEvent = Extract<
  SendingEvent,
  { type: 'sent' | 'taken-over' | 'changed' | 'differs' | 'given-up' | 'refused' }
>

function uploadEnded(state: Sending, event: UploadEvent): Transition {
  switch (event.type) {
    // The server's events tell how the file ended.
    case 'sent':
      return [resting(state), []]
    case 'taken-over':
      return [watching(state, true), ['drop', 'expect']]
    // Withdrawn, because otherwise the other side would wait for the file.
    case 'changed':
      return [
        { at: 'lost', paused: state.paused, problem: fileChanged() },
        ['drop', 'tell-problem', 'withdraw'],
      ]
    case 'differs': {
      const { otherwise } = state
      if (otherwise) return [sending(state, otherwise), ['keep', 'send']]
      const wrong = { ...watching(state, true), problem: failure('FILE_DIFFERS') }
      return [wrong, ['forget', 'drop', 'look-around', 'tell-problem']]
    }
    case 'given-up':
    case 'refused':
      return [
        { ...resting(state), problem: event.problem, gaveUp: event.type === 'given-up' },
        ['tell-problem'],
      ]
  }
}

type Awaited = Extract<SendingEvent, { type: 'awaited' }>

function awaited(state: SendingState, { content, sentBefore }: Awaited): Transition {
  return content
    ? [sending(state, content), ['keep', 'send']]
    : [watching(state, false), sentBefore ? ['look-around'] : ['expect', 'recall']]
}

function notFound({ missing }: Extract<SendingState, { at: 'watching' }>, asks: boolean): Effect[] {
  return [...(asks ? ['look-around' as const] : []), ...(missing ? ['say-missing' as const] : [])]
}

// Bytes that the browser finds do not end a pause; bytes that the person gives do.
function found(state: SendingState, content: Content): Transition {
  return state.paused
    ? [{ ...resting(sending(state, content)), problem: state.problem }, ['unwatch', 'keep']]
    : [sending(state, content), ['unwatch', 'keep', 'send']]
}

function given(
  state: SendingState,
  { content, otherwise }: { content: Content; otherwise?: Content | undefined },
): Transition {
  if (state.at === 'lost' || state.at === 'done') return [state, []]
  const effects: Effect[] = [state.at === 'sending' ? 'stop' : 'unwatch', 'keep']
  const next = sending({ paused: false }, content, otherwise)
  return state.paused ? [resting(next), [...effects, 'say-resume']] : [next, [...effects, 'send']]
}

function paused(state: SendingState): Transition {
  return state.at === 'sending'
    ? [{ ...resting(state), paused: true }, ['stop']]
    : [{ ...state, paused: true }, []]
}

const released = (state: SendingState): Transition => gone({ ...state, paused: false })

/** Sends a resting file, unless it is paused. */
function gone(state: SendingState): Transition {
  if (state.at !== 'resting' || state.paused) return [state, []]
  return [sending(state, state.content, state.otherwise), ['send']]
}

function done(state: SendingState): Transition {
  if (state.at === 'done') return [state, []]
  return [
    { at: 'done', paused: state.paused, problem: state.problem },
    [state.at === 'sending' ? 'stop' : 'unwatch', 'drop'],
  ]
}

const sending = ({ paused }: Always, content: Content, otherwise?: Content): Sending => ({
  at: 'sending',
  paused,
  content,
  otherwise,
})

const resting = ({ paused, content, otherwise }: Sending): Extract<SendingState, { at: 'resting' }> => ({
  at: 'resting',
  paused,
  content,
  otherwise,
  gaveUp: false,
})

const watching = ({ paused }: Always, yielded: boolean): SendingState => ({
  at: 'watching',
  paused,
  missing: false,
  closed: false,
  yielded,
})

/** Whether this page has seen the file on its way; then this browser may have a record of it. */
const isSeen = ({ at }: SendingState): boolean => at !== 'fresh' && at !== 'done'

const also = ([state, effects]: Transition, effect: Effect): Transition => [state, [...effects, effect]]
