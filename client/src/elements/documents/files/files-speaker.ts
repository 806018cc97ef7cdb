import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { sayOfFiles } from '../../../messages/files.ts'
import type { Words } from '../../../messages/words.ts'
import { ConnectionNews } from '../../joining/connection-news.ts'
import type { ConnectionStatus } from '../../joining/connection-status.ts'
import { shownFile } from '../../kit/shown-name.ts'
import { type Saying, StatusRegion } from '../../speech/status-region.ts'
import type { Came } from './news.ts'

type Said = Saying<'connection' | 'saving' | 'came'> &
  (
    | { readonly kind: 'connection' | 'saving'; readonly text: string }
    | { readonly kind: 'came'; readonly file: string }
  )

/** Gives the text of the status region of a client's files. */
export class FilesSpeaker implements ReactiveController {
  readonly #host: ReactiveControllerHost
  readonly #words: () => Words
  readonly #connection = new ConnectionNews()
  readonly #region: StatusRegion<Said>
  #text = ''

  constructor(host: ReactiveControllerHost, words: () => Words) {
    this.#host = host
    this.#words = words
    const compose = (items: readonly [Said, ...Said[]]) => said(items, words())
    this.#region = new StatusRegion<Said>(['connection', 'saving', 'came'], compose, (text) => {
      this.#text = text
      this.#host.requestUpdate()
    })
    host.addController(this)
  }

  get text(): string {
    return this.#text
  }

  came(all: readonly Came[]): void {
    for (const { item } of all)
      this.#region.say({ kind: 'came', gathers: 400, file: shownFile(item.name, this.#words()) })
  }

  saving(text: string): void {
    this.#region.forget(({ kind }) => kind === 'saving')
    this.#region.say({ kind: 'saving', gathers: 0, text })
  }

  connection(connection: ConnectionStatus, up: boolean): void {
    // Without a connection everything here works, too: only what a person can change is said.
    if (connection.state === 'down' || connection.state === 'back') return
    const text = this.#connection.news(connection, up, this.#words(), false)
    if (text === undefined) return
    this.#region.forget(({ kind }) => kind === 'connection')
    this.#region.say({ kind: 'connection', gathers: 0, text })
  }

  hostDisconnected(): void {
    this.#region.stop()
  }
}

function said(items: readonly [Said, ...Said[]], words: Words): string {
  const [first] = items
  if (first.kind !== 'came') return items.map((item) => (item.kind === 'came' ? '' : item.text)).join(' ')
  return items.length === 1
    ? sayOfFiles(words, 'availableNow', { file: first.file })
    : sayOfFiles(words, 'availableNowCount', { count: items.length })
}
