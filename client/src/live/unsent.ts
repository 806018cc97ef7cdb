import { type FileOffer, mayBecome } from '@chairside/protocol'
import type { Unsent } from '../upload/after-reload/tab-memory.ts'
import { asSent, type Content, contentOf, type FileSource } from '../upload/source.ts'
import type { Exchange } from './exchange.ts'

/** Offers these contents again, with the ids that they had. */
type OfferAgain = (unsent: Unsent, contents: readonly Content[]) => Promise<unknown>

/**
 * Files that this tab sent before it was loaded anew, and of which the server knows nothing. Those that the browser finds
 * again go by themselves; for the others the person chooses the same files.
 */
export class UnsentFiles {
  readonly #exchange: Exchange
  readonly #offer: OfferAgain
  readonly #going = new Set<string>()

  constructor(exchange: Exchange, offer: OfferAgain) {
    this.#exchange = exchange
    this.#offer = offer
  }

  /** All of them: those that are offered again, and those that wait for the person. */
  get files(): readonly FileOffer[] {
    return this.#exchange.tab.unsent.flatMap(({ files }) => files)
  }

  /** Whether a file is offered again now, and waits for the server's answer. */
  isGoing(id: string): boolean {
    return this.#going.has(id)
  }

  /** Sends what this browser can read again by itself. */
  async find(): Promise<void> {
    for (const unsent of this.#waiting) {
      const finds = unsent.files.map(({ id }) => this.#exchange.recall.find(id).catch(() => undefined))
      const contents = (await Promise.all(finds)).filter((one) => one !== undefined && one !== 'ask')
      if (contents.length === unsent.files.length)
        await this.#send(unsent, contents).catch(this.#exchange.failed)
    }
  }

  /**
   * Sends those of the sources that are unsent files. Gives the others.
   *
   * @throws ChairsideError what the server answered; the files are unsent then as before
   */
  async give(sources: readonly FileSource[]): Promise<readonly FileSource[]> {
    const left = new Set(sources)
    for (const unsent of this.#waiting) {
      const pairs = unsent.files.flatMap((file) => {
        const source = [...left].find((one) => isSame(contentOf(one), file))
        if (source) left.delete(source)
        return source ? [{ file, content: contentOf(source) }] : []
      })
      if (pairs.length === 0) continue
      const contents = pairs.map(({ content }) => content)
      const files = pairs.map(({ file }) => file)
      await this.#send({ ...unsent, files }, await asSent(contents, unsent.location))
    }
    return [...left]
  }

  /** The person does not want to send this file any more. */
  drop(id: string): void {
    this.#exchange.tab.answered([{ id }])
    this.#exchange.recall.forget(id).catch(() => {})
    this.#exchange.changed()
  }

  get #waiting(): readonly Unsent[] {
    return this.#exchange.tab.unsent.flatMap((unsent) => {
      const files = unsent.files.filter(({ id }) => !this.#going.has(id))
      return files.length === 0 ? [] : [{ ...unsent, files }]
    })
  }

  async #send(unsent: Unsent, contents: readonly Content[]): Promise<void> {
    for (const { id } of unsent.files) this.#going.add(id)
    this.#exchange.changed()
    try {
      await this.#offer(unsent, contents)
      this.#exchange.tab.answered(unsent.files)
    } finally {
      for (const { id } of unsent.files) this.#going.delete(id)
      this.#exchange.changed()
    }
  }
}

const isSame = ({ name, blob }: Content, file: FileOffer): boolean =>
  blob.size === file.size && mayBecome(name, file.name)
