import type { ChairsideError } from '@chairside/protocol'
import type { Exchange } from './exchange.ts'
import { fileChanged } from './failure.ts'
import type { Content } from './source.ts'
import { holdBytes, whenNobodyHolds } from './tab.ts'
import type { UploadEnd } from './uploads.ts'

/** Where the bytes of a file of mine come from. */
export type Whereabouts = 'here' | 'elsewhere' | 'missing'

/** After this long without a sign of life nobody outside this browser has the bytes; the server says "line" as soon. */
const quietMs = 5_000

/** What a sending knows of its file. */
export interface Progressing {
  /** Bytes. */
  size(): number
  /** Bytes that the server has acknowledged. */
  acknowledged(): number
  /** The server said how far it is; true when that was news. */
  learn(bytes: number): boolean
  /** The line took an attempt away. */
  interrupted(): void
}

/**
 * What this page does about a file of mine on its way: it sends the bytes if it has them, else it looks whether
 * somebody does. It never sends unless the bytes were given to this page.
 */
export class Sending {
  readonly #id: string
  readonly #exchange: Exchange
  readonly #file: Progressing
  #where: Whereabouts = 'elsewhere'
  #content: Content | undefined
  #problem: ChairsideError | undefined
  /** The sender's pause, by this page or another tab. */
  #held = false
  /** Pauses and resumes of this page that the server has not answered yet; till then its word is the older one. */
  #saying = 0
  #saidPaused = false
  #begun = false
  #run: AbortController | undefined
  #watch: AbortController | undefined
  #quiet: ReturnType<typeof setTimeout> | undefined
  #letGo: (() => void) | undefined

  constructor(id: string, exchange: Exchange, file: Progressing) {
    this.#id = id
    this.#exchange = exchange
    this.#file = file
  }

  get where(): Whereabouts {
    return this.#where
  }

  get held(): boolean {
    return this.#held
  }

  get problem(): ChairsideError | undefined {
    return this.#problem
  }

  /** The server's word on a file that is on its way. Only a live one can end a pause: a restarted server forgets it. */
  hear(paused: 'sender' | 'line' | undefined, grew: boolean, live: boolean): void {
    if (!this.#begun) this.#begin()
    const isPaused = paused === 'sender'
    if (this.#saying === 0) {
      if (isPaused && !this.#held) this.#hold()
      else if (!isPaused && this.#saidPaused && live && this.#held) this.#release()
      this.#saidPaused = isPaused
    }
    if (this.#where !== 'here' && (grew || (live && paused === undefined))) this.#lookElsewhere()
    else if (this.#where === 'elsewhere' && paused === 'line') this.#goneQuiet()
  }

  /** Sends these bytes from now on. */
  attach(content: Content): void {
    this.#begun = true
    this.halt()
    this.#exchange.contents.set(this.#id, content)
    this.#take(content)
    if (this.#held) this.resume()
    else this.go()
  }

  pause(): void {
    this.#hold()
    this.#say('file:pause')
  }

  resume(): void {
    this.#problem = undefined
    this.#release()
    this.#say('file:resume')
  }

  /** A pause is said again to a server that we come back to. */
  repeat(): void {
    if (this.#held && this.#content && this.#begun) this.#say('file:pause')
  }

  /** Every byte is there; a request that still runs waits for the verdict. */
  arrived(): void {
    this.#begun = true
    this.#unwatch()
  }

  /** Nothing is left to do. */
  end(): void {
    this.#begun = true
    this.halt()
    this.#unwatch()
    this.#letGo?.()
    this.#letGo = undefined
    this.#content = undefined
    this.#exchange.contents.delete(this.#id)
  }

  /** Stops the bytes and says nothing. */
  halt(): void {
    this.#run?.abort()
    this.#run = undefined
  }

  go(): void {
    if (!this.#content || this.#held || this.#run) return
    const run = new AbortController()
    this.#run = run
    this.#problem = undefined
    this.#send(this.#content, run).catch(() => {})
  }

  #begin(): void {
    this.#begun = true
    const content = this.#exchange.contents.get(this.#id)
    if (content) {
      this.#take(content)
      this.go()
    } else {
      this.#lookElsewhere()
    }
  }

  #take(content: Content): void {
    this.#unwatch()
    this.#content = content
    this.#where = 'here'
    this.#problem = undefined
    this.#letGo ??= holdBytes(this.#id)
    this.#exchange.changed()
  }

  #hold(): void {
    this.#held = true
    this.halt()
    this.#exchange.changed()
  }

  #release(): void {
    this.#held = false
    this.go()
    this.#exchange.changed()
  }

  #say(command: 'file:pause' | 'file:resume'): void {
    this.#saying += 1
    this.#exchange
      .command(command, { id: this.#id })
      // Holding the bytes is what pauses; that the other side is told is a courtesy.
      .catch(() => {})
      .finally(() => {
        this.#saying -= 1
        this.#saidPaused = this.#held
      })
  }

  async #send(content: Content, run: AbortController): Promise<void> {
    const end = await this.#exchange.uploads.send(
      {
        file: this.#id,
        blob: content.blob,
        acknowledged: () => this.#file.acknowledged(),
        learn: (bytes) => {
          this.#file.learn(bytes)
        },
        interrupted: () => this.#file.interrupted(),
      },
      run.signal,
    )
    if (this.#run !== run) return
    this.#run = undefined
    this.#ended(end)
    this.#exchange.changed()
  }

  #ended(end: UploadEnd): void {
    switch (end.end) {
      case 'arrived':
      case 'stopped':
      // The events say what it is now.
      case 'gone':
        break
      case 'taken-over':
        this.#content = undefined
        this.#exchange.contents.delete(this.#id)
        this.#letGo?.()
        this.#letGo = undefined
        this.#lookElsewhere()
        break
      case 'changed':
        this.#fail(fileChanged(this.#file.size()))
        break
      case 'given-up':
      case 'refused':
        this.#fail(end.problem)
        break
      default:
        end satisfies never
    }
  }

  #fail(problem: ChairsideError): void {
    this.#problem = problem
    this.#exchange.failed(problem)
  }

  // Somebody else sends, as far as we know: until it has been quiet and no tab of this browser holds the bytes.
  #lookElsewhere(): void {
    this.#unwatch()
    if (this.#where !== 'elsewhere') {
      this.#where = 'elsewhere'
      this.#exchange.changed()
    }
    this.#quiet = setTimeout(() => this.#goneQuiet(), quietMs)
  }

  #goneQuiet(): void {
    this.#clearQuiet()
    if (this.#watch) return
    const watch = new AbortController()
    this.#watch = watch
    whenNobodyHolds(this.#id, watch.signal).then(
      () => {
        if (this.#watch !== watch) return
        this.#watch = undefined
        this.#where = 'missing'
        this.#exchange.changed()
      },
      () => {},
    )
  }

  #unwatch(): void {
    this.#clearQuiet()
    this.#watch?.abort()
    this.#watch = undefined
  }

  #clearQuiet(): void {
    clearTimeout(this.#quiet)
    this.#quiet = undefined
  }
}
