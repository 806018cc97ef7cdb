import type { ChairsideError } from '@chairside/protocol'
import { failure, fileChanged } from '../connection/failure.ts'
import { SenderWatch } from '../upload/after-reload/sender-watch.ts'
import { claimBytes, lockBytes } from '../upload/after-reload/tab-lock.ts'
import type { Content } from '../upload/source.ts'
import type { UploadEnd } from '../upload/uploads.ts'
import type { Exchange } from './exchange.ts'

/** Where the bytes of a file of mine come from. */
export type Whereabouts = 'here' | 'elsewhere' | 'missing' | 'closed'

/** What a sending knows of its file. */
export interface Progressing {
  /** Bytes that the server has acknowledged. */
  acknowledged(): number
  /** The server said how far it is. */
  learn(bytes: number): void
  /** The line took an attempt away, or the server could not take it. */
  interrupted(cause: unknown): void
}

/**
 * What this page does about a file of mine on its way: it sends the bytes if it has them, else it looks out for who
 * does. It never sends unless the bytes were given to this page.
 */
export class Sending {
  readonly #id: string
  readonly #exchange: Exchange
  readonly #file: Progressing
  readonly #senderWatch: SenderWatch
  #begun = false
  #content: Content | undefined
  /** The same file in another form, which is tried should this one be the wrong one. */
  #otherwise: Content | undefined
  #letGo: (() => void) | undefined
  #run: AbortController | undefined
  #problem: ChairsideError | undefined
  #gaveUp = false
  #takesBack = false
  /** This page has seen it on its way. */
  #seen = false
  #recalling = false
  /** Another tab or device of mine was given the bytes: they are not taken back by themselves. */
  #yielded = false
  /** The browser can find the file again, and asks the person first. */
  #closed = false
  /** The sender's pause, made here or in another tab. */
  #paused = false
  /** Pauses and resumes of this page that the server has not answered yet: till then its word is the older one. */
  #saying = 0

  constructor(id: string, exchange: Exchange, file: Progressing) {
    this.#id = id
    this.#exchange = exchange
    this.#file = file
    this.#senderWatch = new SenderWatch(id, (missing) => {
      exchange.changed()
      if (missing) this.#recall()
    })
  }

  get where(): Whereabouts {
    if (this.#content) return 'here'
    if (this.isLost) return 'missing'
    if (!this.#senderWatch.missing) return 'elsewhere'
    return this.#closed ? 'closed' : 'missing'
  }

  get paused(): boolean {
    return this.#paused
  }

  get problem(): ChairsideError | undefined {
    return this.#problem
  }

  /** The server knows the file, and waits for its first byte. */
  offered(): void {
    this.#begin()
  }

  /** The server's word on a file of which bytes have come. */
  receiving(paused: 'sender' | 'line' | undefined): void {
    this.#begin()
    const bySender = paused === 'sender'
    if (this.#saying === 0 && bySender !== this.#paused) {
      if (bySender) this.#hold()
      else this.#release()
    }
    if (this.#content) return
    if (paused === undefined) this.#senderWatch.alive()
    else if (paused === 'line') this.#senderWatch.quiet()
  }

  /** Every byte is there; a request that still runs waits for the verdict. */
  arrived(): void {
    this.#begun = true
    this.#senderWatch.end()
  }

  /** Nothing is left to do. */
  end(): void {
    if (this.#seen) this.#exchange.recall.forget(this.#id).catch(() => {})
    this.close()
  }

  /** This page has no more to do with it. */
  close(): void {
    this.#begun = true
    this.#seen = false
    this.halt()
    this.#senderWatch.end()
    this.#drop()
  }

  /** Opens the file again after a reload, in a tap or click; whether that worked. */
  async reopen(): Promise<boolean> {
    const letGo = await claimBytes(this.#id)
    const found = letGo && (await this.#exchange.recall.find(this.#id, 'gesture').catch(() => undefined))
    // The browser's question may stand for long, and the file have ended or got its bytes meanwhile.
    const wanted = this.#seen && !this.#content
    if (letGo && found !== undefined && found !== 'ask' && wanted) {
      this.#letGo = letGo
      this.attach(found)
      return true
    }
    letGo?.()
    this.#closed = found === 'ask'
    this.#exchange.changed()
    return this.#content !== undefined
  }

  /** Sends these bytes from now on, or the others where the server has the beginning of those. */
  attach(content: Content, otherwise?: Content): void {
    this.#otherwise = otherwise
    this.#begun = true
    this.halt()
    this.#exchange.contents.set(this.#id, content)
    this.#take(content)
    this.resume()
  }

  pause(): void {
    this.#hold()
    this.#say('file:pause')
  }

  /** Goes on, after a pause as after a problem. */
  resume(): void {
    if (this.#paused) this.#say('file:resume')
    this.#release()
  }

  /** Whether the bytes that were offered are nowhere on this device any more; then it is taken back. */
  get isLost(): boolean {
    return this.#problem?.code === 'FILE_CHANGED'
  }

  /** It waits for its turn, wherever its bytes are. */
  awaits(): void {
    if (!this.#content && !this.isLost) this.#senderWatch.alive()
  }

  /** The line is back: what was given up for want of it goes on. */
  wake(): void {
    if (this.isLost) this.#takeBack()
    else if (this.#gaveUp) this.go()
  }

  /** Stops the bytes and says nothing. */
  halt(): void {
    this.#run?.abort()
    this.#run = undefined
  }

  /** Sends, unless there is nothing to send or it is held up. */
  go(): void {
    if (!this.#content || this.#paused || this.#run) return
    this.#problem = undefined
    this.#gaveUp = false
    const run = new AbortController()
    this.#run = run
    this.#send(this.#content, run).catch(() => {})
    this.#exchange.changed()
  }

  #begin(): void {
    this.#seen = true
    if (this.#begun) return
    this.#begun = true
    const content = this.#exchange.contents.get(this.#id)
    if (content) {
      this.#take(content)
      this.go()
    } else {
      this.#senderWatch.alive()
      this.#recall()
    }
  }

  /** Finds the bytes again, unless another tab has them. */
  async #recall(): Promise<void> {
    if (this.#recalling || this.#yielded || !this.#seen) return
    this.#recalling = true
    const letGo = await claimBytes(this.#id)
    const found = letGo && (await this.#exchange.recall.find(this.#id).catch(() => undefined))
    this.#recalling = false
    const wanted = this.#seen && !this.#content
    if (letGo && found !== undefined && found !== 'ask' && wanted) {
      this.#letGo = letGo
      // Unlike a person who gives it its bytes again, this ends no pause of theirs.
      this.#exchange.contents.set(this.#id, found)
      this.#take(found)
      this.go()
      return
    }
    letGo?.()
    this.#closed = found === 'ask'
    if (this.#closed && wanted) this.#senderWatch.quiet()
  }

  #take(content: Content): void {
    this.#senderWatch.end()
    this.#content = content
    this.#closed = false
    this.#exchange.recall.keep(this.#id, content).catch(() => {})
    this.#letGo ??= lockBytes(this.#id)
    this.#exchange.changed()
  }

  #drop(): void {
    this.#content = undefined
    this.#exchange.contents.delete(this.#id)
    this.#letGo?.()
    this.#letGo = undefined
  }

  #hold(): void {
    this.#paused = true
    this.halt()
    this.#exchange.changed()
  }

  #release(): void {
    this.#paused = false
    this.go()
    this.#exchange.changed()
  }

  #say(command: 'file:pause' | 'file:resume'): void {
    this.#saying += 1
    this.#exchange
      .command(command, { id: this.#id })
      // That no bytes go is the pause; telling the other side is a courtesy.
      .catch(() => {})
      .finally(() => {
        this.#saying -= 1
      })
  }

  async #send(content: Content, run: AbortController): Promise<void> {
    const end = await this.#exchange.uploads.send(
      {
        file: this.#id,
        blob: content.blob,
        acknowledged: () => this.#file.acknowledged(),
        learn: (bytes) => this.#file.learn(bytes),
        interrupted: (cause) => this.#file.interrupted(cause),
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
      // The events say what has become of it.
      case 'arrived':
      case 'settled':
      case 'stopped':
        break
      case 'taken-over':
        this.#yielded = true
        this.#drop()
        this.#senderWatch.alive()
        break
      case 'changed':
        this.#drop()
        this.#fail(fileChanged())
        this.#takeBack()
        break
      case 'differs':
        if (this.#otherwise) {
          this.attach(this.#otherwise)
          break
        }
        // Found again by itself, it would be the same wrong file again.
        this.#yielded = true
        this.#exchange.recall.forget(this.#id).catch(() => {})
        this.#drop()
        this.#senderWatch.quiet()
        this.#fail(failure('FILE_DIFFERS'))
        break
      case 'given-up':
        this.#gaveUp = true
        this.#fail(end.problem)
        break
      case 'refused':
        this.#fail(end.problem)
        break
    }
  }

  // It would keep its place, and the other side would wait for it.
  #takeBack(): void {
    if (this.#takesBack) return
    this.#takesBack = true
    this.#exchange
      .command('file:withdraw', { id: this.#id })
      // Said again with the next line.
      .catch(() => {})
      .finally(() => {
        this.#takesBack = false
      })
  }

  #fail(problem: ChairsideError): void {
    this.#problem = problem
    this.#exchange.failed(problem)
  }
}
