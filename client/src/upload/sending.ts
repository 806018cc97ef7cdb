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

/** A file's exchange, as its sending needs it. */
export interface Sender {
  readonly uploads: Pick<Uploads, 'send'>
  /** The bytes that this page has, by file id. */
  readonly contents: Map<string, Content>
  readonly recall: Recall
  /** This tab's memory of the files that it sent. */
  readonly tab: TabMemory
  command(
    name: 'file:pause' | 'file:resume' | 'file:missing' | 'file:withdraw',
    file: { id: string },
  ): Promise<unknown>
  changed(): void
  failed(error: ChairsideError): void
}

/**
 * Sends the bytes of a file of mine if this page has them; else watches for the tab or device that has them. A page never
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
  /** The person's last pause or resume, until the server has answered it: until then the server's state is older. */
  #unsaid: 'file:pause' | 'file:resume' | undefined
  #saying = false
  /** How many bytes the server had at its last event. */
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

  /** Whether its sender has paused the file, here or in another tab. */
  get paused(): boolean {
    return this.#state.paused
  }

  get problem(): ChairsideError | undefined {
    return this.#state.problem
  }

  /** Whether this device no longer has the offered bytes; then the file is withdrawn. */
  get isLost(): boolean {
    return isLost(this.#state)
  }

  /** Learns that the server waits for the file's first byte. */
  offered(paused: 'sender' | undefined): void {
    const sentBefore = this.#sender.tab.sent(this.#id)
    this.#turn({ type: 'awaited', content: this.#sender.contents.get(this.#id), sentBefore })
    if (!this.#unsaid) this.#turn({ type: 'server-paused', paused: paused === 'sender' })
  }

  /** Learns that the server has some of the bytes. */
  receiving(paused: 'sender' | 'line' | undefined): void {
    const before = this.#bytes
    this.#bytes = this.#progress.acknowledged()
    this.offered(paused === 'sender' ? paused : undefined)
    // After a reload, bytes that this tab sent before do not show another sender; only further bytes do.
    const comes = before === undefined ? !this.#sender.tab.sent(this.#id) : this.#bytes > before
    if (paused === undefined && comes) this.#turn({ type: 'bytes-come' })
    else if (paused === 'line') this.#turn({ type: 'bytes-stopped' })
  }

  /** Learns that the server has all bytes; an upload that still runs waits for the verdict. */
  arrived(): void {
    this.#turn({ type: 'arrived' })
  }

  /** Learns that the file is settled. */
  end(): void {
    this.#turn({ type: 'settled' })
  }

  /** Learns that this page leaves the appointment. */
  close(): void {
    this.#turn({ type: 'closed' })
  }

  /** Opens the file again after a reload; call it within a tap or click. Gives whether this page now has the bytes. */
  async reopen(): Promise<boolean> {
    const [found, unlock] = await this.#find('gesture')
    this.#take(found, unlock, 'given')
    return this.where === 'here'
  }

  /** Sends `content` from now on, or `otherwise` if only that begins with the server's bytes. */
  attach(content: Content, otherwise?: Content): void {
    this.#turn({ type: 'given', content, otherwise })
  }

  pause(): void {
    this.#turn({ type: 'pause' })
  }

  /** Goes on after a pause or a problem. */
  resume(): void {
    this.#turn({ type: 'resume' })
  }

  /** Learns that another tab or device sends another file first. */
  awaits(): void {
    this.#turn({ type: 'bytes-come' })
  }

  /** Learns that the connection is back; an upload that was given up goes on. */
  wake(): void {
    void this.#say()
    this.#turn({ type: 'connected' })
  }

  /** Stops the bytes without telling the server. */
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
        if (this.#sender.tab.had(id)) this.#sender.command('file:missing', { id }).catch(() => {})
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

  // Sends one command after the other, so that the last one counts. The next connection repeats a failed one.
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
