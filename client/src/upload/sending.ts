import type { ChairsideError } from '@chairside/protocol'
import type { Recall, Recalled } from './after-reload/recall.ts'
import { SenderWatch } from './after-reload/sender-watch.ts'
import { claimBytes, lockBytes } from './after-reload/tab-lock.ts'
import type { TabMemory } from './after-reload/tab-memory.ts'
import { type Effect, fresh, next, type SendingEvent, type SendingState } from './sending-state.ts'
import type { Content } from './source.ts'
import type { UploadProgress } from './task.ts'
import type { UploadEnd, Uploads } from './uploads.ts'

/** Where the bytes of a file of mine come from. */
export type Whereabouts = 'here' | 'elsewhere' | 'missing' | 'closed'

/** What a sending needs of the exchange that its file belongs to. */
export interface Sender {
  readonly uploads: Uploads
  /** The bytes that this page has, by file id. */
  readonly contents: Map<string, Content>
  readonly recall: Recall
  /** What this tab remembers of what it sent. */
  readonly tab: TabMemory
  command(
    name: 'file:pause' | 'file:resume' | 'file:missing' | 'file:withdraw',
    file: { id: string },
  ): Promise<unknown>
  changed(): void
  failed(error: ChairsideError): void
}

/**
 * Sends the bytes of a file of mine if this page has them, and else watches for the tab or device that does. A page never
 * sends bytes that were not given to it. `sending-state.ts` draws the states; this class performs their effects.
 */
export class Sending {
  readonly #id: string
  readonly #sender: Sender
  readonly #progress: UploadProgress
  readonly #watch: SenderWatch
  #state = fresh
  #upload: AbortController | undefined
  #unlock: (() => void) | undefined
  #recalling = false
  #withdrawing = false
  /** The person's last pause or resume, until the server has answered it: before that its own state is older. */
  #unsaid: 'file:pause' | 'file:resume' | undefined
  #saying = false
  /** Bytes that the server had when it was last told. */
  #bytes: number | undefined

  constructor(id: string, sender: Sender, progress: UploadProgress) {
    this.#id = id
    this.#sender = sender
    this.#progress = progress
    this.#watch = new SenderWatch(id, (missing) => this.#turn({ type: 'missing', missing }))
  }

  get where(): Whereabouts {
    return whereabouts(this.#state)
  }

  /** Whether its sender has paused it, here or in another tab. */
  get paused(): boolean {
    return this.#state.paused
  }

  get problem(): ChairsideError | undefined {
    return this.#state.problem
  }

  /** Whether the bytes that were offered are no longer on this device; then the file is withdrawn. */
  get isLost(): boolean {
    return isLost(this.#state)
  }

  /** The server knows the file, and waits for its first byte. */
  offered(paused: 'sender' | undefined): void {
    const sentBefore = this.#sender.tab.sent(this.#id)
    this.#turn({ type: 'awaited', content: this.#sender.contents.get(this.#id), sentBefore })
    if (!this.#unsaid) this.#turn({ type: 'server-paused', paused: paused === 'sender' })
  }

  /** The server has some of its bytes. */
  receiving(paused: 'sender' | 'line' | undefined): void {
    const before = this.#bytes
    this.#bytes = this.#progress.acknowledged()
    this.offered(paused === 'sender' ? paused : undefined)
    // What this tab sent itself before it was loaded anew comes no more, until more of it does.
    const comes = before === undefined ? !this.#sender.tab.sent(this.#id) : this.#bytes > before
    if (paused === undefined && comes) this.#turn({ type: 'bytes-come' })
    else if (paused === 'line') this.#turn({ type: 'bytes-stopped' })
  }

  /** The server has all of its bytes; an upload that still runs waits for the verdict. */
  arrived(): void {
    this.#turn({ type: 'arrived' })
  }

  /** The file is settled. */
  end(): void {
    this.#turn({ type: 'settled' })
  }

  /** This page leaves the appointment. */
  close(): void {
    this.#turn({ type: 'closed' })
  }

  /** Opens the file again after a reload, within a tap or click of the person. Gives whether this page has its bytes. */
  async reopen(): Promise<boolean> {
    const [found, unlock] = await this.#find('gesture')
    this.#take(found, unlock, 'given')
    return this.where === 'here'
  }

  /** Sends these bytes from now on, or `otherwise` where the server has the beginning of that. */
  attach(content: Content, otherwise?: Content): void {
    this.#turn({ type: 'given', content, otherwise })
  }

  pause(): void {
    this.#turn({ type: 'pause' })
  }

  /** Goes on, after a pause as after a problem. */
  resume(): void {
    this.#turn({ type: 'resume' })
  }

  /** The file waits for its turn, wherever its bytes are. */
  awaits(): void {
    this.#turn({ type: 'bytes-come' })
  }

  /** The connection is back: an upload that was given up goes on. */
  wake(): void {
    void this.#say()
    this.#turn({ type: 'connected' })
  }

  /** Stops the bytes, and tells the server nothing. */
  halt(): void {
    this.#turn({ type: 'halt' })
  }

  /** Goes on after `halt`. */
  go(): void {
    this.#turn({ type: 'go' })
  }

  #turn(event: SendingEvent): void {
    const before = this.#state
    const [state, effects] = next(before, event)
    this.#state = state
    for (const effect of effects) this.#do(effect)
    if (state !== before) this.#sender.changed()
  }

  #do(effect: Effect): void {
    const { recall, contents } = this.#sender
    const id = this.#id
    switch (effect) {
      case 'send':
        this.#send().catch(() => {})
        break
      case 'stop':
        this.#upload?.abort()
        this.#upload = undefined
        break
      case 'keep':
        if (!('content' in this.#state)) break
        contents.set(id, this.#state.content)
        recall.keep(id, this.#state.content).catch(() => {})
        this.#sender.tab.sends(id)
        this.#unlock ??= lockBytes(id)
        break
      case 'drop':
        contents.delete(id)
        this.#unlock?.()
        this.#unlock = undefined
        break
      case 'expect':
        this.#watch.alive()
        break
      case 'look-around':
        this.#watch.quiet()
        break
      case 'unwatch':
        this.#watch.end()
        break
      case 'recall':
        void this.#recall()
        break
      case 'forget':
        recall.forget(id).catch(() => {})
        this.#sender.tab.ended(id)
        break
      case 'say-pause':
        this.#unsaid = 'file:pause'
        void this.#say()
        break
      case 'say-resume':
        this.#unsaid = 'file:resume'
        void this.#say()
        break
      case 'say-missing':
        this.#sender.command('file:missing', { id }).catch(() => {})
        break
      case 'withdraw':
        this.#withdraw()
        break
      case 'tell-problem':
        if (this.#state.problem) this.#sender.failed(this.#state.problem)
        break
    }
  }

  async #send(): Promise<void> {
    if (!('content' in this.#state)) return
    const upload = new AbortController()
    this.#upload = upload
    const task = { ...this.#progress, file: this.#id, blob: this.#state.content.blob }
    const end = await this.#sender.uploads.send(task, upload.signal)
    if (this.#upload !== upload) return
    this.#upload = undefined
    this.#turn(eventOf(end))
  }

  /** Looks for the bytes in this browser, unless another tab has them. */
  async #recall(): Promise<void> {
    if (this.#recalling) return
    this.#recalling = true
    const [found, unlock] = await this.#find()
    this.#recalling = false
    this.#take(found, unlock, 'found')
  }

  async #find(gesture?: 'gesture'): Promise<[Recalled, (() => void) | undefined]> {
    const unlock = await claimBytes(this.#id)
    return [unlock && (await this.#sender.recall.find(this.#id, gesture).catch(() => undefined)), unlock]
  }

  // The browser may wait long for the person; meanwhile the file may have ended or got its bytes.
  #take(found: Recalled, unlock: (() => void) | undefined, type: 'found' | 'given'): void {
    if (found !== undefined && found !== 'ask' && this.#state.at === 'watching') {
      this.#unlock = unlock
      this.#turn({ type, content: found })
    } else {
      unlock?.()
      this.#turn({ type: 'not-found', asks: found === 'ask', byPerson: type === 'given' })
    }
  }

  // One after the other, so that the server ends with the last. What could not be said is said with the next connection.
  async #say(): Promise<void> {
    if (this.#saying) return
    this.#saying = true
    while (this.#unsaid) {
      const said = this.#unsaid
      try {
        await this.#sender.command(said, { id: this.#id })
      } catch {
        break
      }
      if (this.#unsaid !== said) continue
      this.#unsaid = undefined
      if (said === 'file:resume') this.#turn({ type: 'go' })
    }
    this.#saying = false
  }

  // A withdrawal that fails is sent again with the next connection.
  #withdraw(): void {
    if (this.#withdrawing) return
    this.#withdrawing = true
    this.#sender
      .command('file:withdraw', { id: this.#id })
      .catch(() => {})
      .finally(() => {
        this.#withdrawing = false
      })
  }
}

const isLost = ({ problem }: SendingState): boolean => problem?.code === 'FILE_CHANGED'

function whereabouts(state: SendingState): Whereabouts {
  switch (state.at) {
    case 'sending':
    case 'resting':
      return 'here'
    case 'watching':
      if (!state.missing) return 'elsewhere'
      return state.closed ? 'closed' : 'missing'
    case 'fresh':
    case 'lost':
    case 'done':
      return isLost(state) ? 'missing' : 'elsewhere'
  }
}

function eventOf(end: UploadEnd): SendingEvent {
  switch (end.end) {
    case 'arrived':
    case 'settled':
    case 'stopped':
      return { type: 'sent' }
    case 'taken-over':
    case 'changed':
    case 'differs':
      return { type: end.end }
    case 'given-up':
    case 'refused':
      return { type: end.end, problem: end.problem }
  }
}
