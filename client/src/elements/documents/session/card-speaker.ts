import type { SessionMaterial } from '../../../documents/session.ts'
import { sayOfSession } from '../../../messages/session.ts'
import type { Words } from '../../../messages/words.ts'
import { type Saying, StatusRegion } from '../../speech/status-region.ts'
import { whyRefused } from './why-refused.ts'

type Kind = 'trouble' | 'refused' | 'change' | 'attached' | 'uploading'

interface News extends Saying<Kind> {
  /** The whole sentence; for `attached`, the name of the file. */
  readonly text: string
}

/** From this many files on, they are counted, not named. */
const many = 3

/** Outcomes that come within this time, in ms, are said together. */
const together = 1_000

/** What a session's card says to people who do not see it. */
export class CardSpeaker {
  readonly #words: () => Words
  readonly #region: StatusRegion<News>
  readonly #refused = new Set<string>()
  readonly #coming = new Set<string>()
  #text = ''
  #heard = false

  constructor(words: () => Words, changed: () => void) {
    this.#words = words
    this.#region = new StatusRegion<News>(
      ['trouble', 'refused', 'change', 'attached', 'uploading'],
      (items) => this.#composed(items),
      (text) => {
        this.#text = text
        changed()
      },
    )
  }

  get text(): string {
    return this.#text
  }

  /** Hears what became of the files. Gives the documents that have just been attached here. */
  hear(material: SessionMaterial): readonly string[] {
    const words = this.#words()
    for (const { id, name, state, problem } of material.uploads) {
      if (state !== 'refused') this.#coming.add(id)
      else if (!this.#refused.has(id)) {
        this.#refused.add(id)
        this.#coming.delete(id)
        const reason = problem ? whyRefused(words, problem, name) : ''
        if (this.#heard)
          this.#say('refused', sayOfSession(words, 'saidRefused', { file: name, reason }), together)
      }
    }
    const attached = material.documents.filter(({ id }) => this.#coming.delete(id))
    for (const { document } of attached) this.#say('attached', document.name, together)
    this.#heard = true
    return attached.map(({ id }) => id)
  }

  uploading(count: number): void {
    this.#say('uploading', sayOfSession(this.#words(), 'saidUploading', { count }))
  }

  saved(): void {
    this.#say('change', sayOfSession(this.#words(), 'saidSaved'))
  }

  notSaved(reason: string): void {
    this.#say('trouble', sayOfSession(this.#words(), 'saidNotSaved', { reason }))
  }

  removed(names: readonly string[]): void {
    const [file = ''] = names
    const text =
      names.length === 1
        ? sayOfSession(this.#words(), 'saidRemoved', { file })
        : sayOfSession(this.#words(), 'saidRemovedCount', { count: names.length })
    this.#say('change', text)
  }

  back(file: string): void {
    this.#say('change', sayOfSession(this.#words(), 'saidBack', { file }))
  }

  moved(file: string, place: number): void {
    this.#say('change', sayOfSession(this.#words(), 'saidMoved', { file, place }))
  }

  stop(): void {
    this.#region.stop()
    this.#coming.clear()
    this.#refused.clear()
    this.#heard = false
  }

  #say(kind: Kind, text: string, gathers = 0): void {
    this.#region.say({ kind, text, gathers })
  }

  #composed(items: readonly [News, ...News[]]): string {
    const words = this.#words()
    const { kind } = items[0]
    const count = items.length
    switch (kind) {
      case 'attached':
        return count < many
          ? items.map(({ text }) => sayOfSession(words, 'saidAttached', { file: text })).join(' ')
          : sayOfSession(words, 'saidAttachedCount', { count })
      case 'refused':
        return count < many
          ? items.map(({ text }) => text).join(' ')
          : sayOfSession(words, 'saidRefusedCount', { count })
      case 'trouble':
      case 'change':
      case 'uploading':
        return items.at(-1)?.text ?? ''
    }
  }
}
