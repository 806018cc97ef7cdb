import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { DocumentUpload } from '../../../documents/upload.ts'
import { sayOfLibrary as say } from '../../../messages/library.ts'
import { explain } from '../../../messages/problem.ts'
import type { Words } from '../../../messages/words.ts'
import { type Saying, StatusRegion } from '../../speech/status-region.ts'

/** A message of the library: how an upload ended, what an act did, or how many documents were found. */
type LibraryNews = Saying<'outcome' | 'act' | 'found'> &
  (
    | { readonly kind: 'outcome'; readonly file: string; readonly refused: string | undefined }
    | { readonly kind: 'act' | 'found'; readonly text: string }
  )

/** So many files or more are counted and not named. */
const few = 3

/** Speaks in the library's status region. */
export class LibrarySpeaker implements ReactiveController {
  readonly #host: ReactiveControllerHost
  readonly #words: () => Words
  readonly #region: StatusRegion<LibraryNews>
  readonly #running = new Map<DocumentUpload, true>()
  readonly #refused = new WeakSet<DocumentUpload>()
  #count: string | undefined
  #act: string | undefined
  #text = ''

  constructor(host: ReactiveControllerHost, words: () => Words) {
    this.#host = host
    this.#words = words
    const ranks = ['act', 'outcome', 'found'] as const
    this.#region = new StatusRegion<LibraryNews>(
      ranks,
      (items) => this.#said(items),
      (text) => {
        this.#text = text
        this.#host.requestUpdate()
      },
    )
    host.addController(this)
  }

  get text(): string {
    return this.#text
  }

  hostDisconnected(): void {
    this.#region.stop()
    this.#running.clear()
  }

  /** Tells the outcomes of uploads since the last call. */
  uploads(uploads: readonly DocumentUpload[]): void {
    for (const upload of uploads) {
      this.#running.set(upload, true)
      const { state, problem, name: file } = upload
      if (state !== 'refused' || this.#refused.has(upload)) continue
      this.#refused.add(upload)
      const refused = problem ? explain(this.#words(), problem.problem, { file }) : ''
      this.#region.say({ kind: 'outcome', gathers: 1_000, file, refused })
    }
    for (const upload of this.#running.keys()) {
      if (uploads.includes(upload)) continue
      this.#running.delete(upload)
      if (upload.state !== 'ready') continue
      this.#region.say({ kind: 'outcome', gathers: 1_000, file: upload.name, refused: undefined })
    }
  }

  /** Tells how many documents were found, once that has settled and if it differs. */
  found(text: string): void {
    const before = this.#count
    this.#count = text
    if (before === undefined || before === text) return
    this.#region.forget(({ kind }) => kind === 'found')
    this.#region.say({ kind: 'found', gathers: 700, text })
  }

  /** Tells what an act did. */
  act(text: string | undefined): void {
    if (text !== undefined && text !== this.#act) this.#region.say({ kind: 'act', gathers: 0, text })
    this.#act = text
  }

  #said(items: readonly LibraryNews[]): string {
    const words = this.#words()
    const texts = items.flatMap((item) => (item.kind === 'outcome' ? [] : [item.text]))
    const outcomes = items.filter((item) => item.kind === 'outcome')
    const done = outcomes.filter(({ refused }) => refused === undefined)
    if (done.length >= few) texts.push(say(words, 'saidUploadedCount', { count: done.length }))
    else if (done.length > 0)
      texts.push(say(words, 'saidUploaded', { files: words.list(done.map(({ file }) => file)) }))
    for (const { file, refused } of outcomes)
      if (refused !== undefined) texts.push(say(words, 'saidRefused', { file, reason: refused }))
    return [...new Set(texts)].slice(-few).join(' ')
  }
}
