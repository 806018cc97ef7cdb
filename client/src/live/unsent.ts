import { type FileOffer, mayBecome } from '@chairside/protocol'
import type { Unsent } from '../upload/after-reload/tab-memory.ts'
import { asSent, type Content, contentOf, type FileSource } from '../upload/source.ts'
import type { Exchange } from './exchange.ts'

/** Offers contents again, under their former ids. */
type OfferAgain = (unsent: Unsent, contents: readonly Content[]) => Promise<unknown>

/**
 * Files that this tab sent before a reload, and that the server does not know. Files that the browser finds again go by
 * themselves; the person needs to choose the others again.
 */
export class UnsentFiles {
  readonly #exchange: Exchange
  readonly #offer: OfferAgain
  readonly #going = new Set<string>()

  constructor(exchange: Exchange, offer: OfferAgain) {
    this.#exchange = exchange
    this.#offer = offer
  }

  /** The files that are being offered again, and those that wait for the person. */
  get files(): readonly FileOffer[] {
    return this.#exchange.tab.unsent.flatMap(({ files }) => files)
  }

  /** Whether a file is being offered again, and waits for the server's answer. */
  isGoing(id: string): boolean {
    return this.#going.has(id)
  }

  /** Sends the files that this browser can read again without asking the person. */
  async find(): Promise<void> {
    for (const unsent of this.#waiting) {
      const finds = unsent.files.map(({ id }) => this.#exchange.recall.find(id).catch(() => undefined))
      const contents = (await Promise.all(finds)).filter((one) => one !== undefined && one !== 'ask')
      if (contents.length === unsent.files.length)
        await this.#send(unsent, contents).catch(this.#exchange.failed)
    }
  }

  /**
   * Sends the sources that are unsent files. Gives the other sources.
   *
   * @throws ChairsideError when the server refuses them; then the files stay unsent
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

  /** Forgets a file that the person no longer wants to send. */
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
