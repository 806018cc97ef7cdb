import type { Place } from '@chairside/protocol'
import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { Words } from '../../messages/words.ts'
import { ConnectionNews } from '../joining/connection-news.ts'
import type { ConnectionStatus } from '../joining/connection-status.ts'
import { shownCall } from '../kit/shown-name.ts'
import { kinds, type News, Newsroom } from '../speech/news.ts'
import { spoken } from '../speech/spoken.ts'
import { type Saying, StatusRegion } from '../speech/status-region.ts'
import type { Row } from './desk-order.ts'

/** A message of the desk: about my connection, an arrival, or news of a person. */
type DeskNews = Saying<'here' | News['kind']> &
  (
    | { readonly kind: 'here'; readonly text: string }
    | { readonly kind: News['kind']; readonly name: string; readonly news: News }
  )

/**
 * Speaks in the desk's status region: news of all people except the chosen one, whose panel speaks itself.
 */
export class DeskSpeaker implements ReactiveController {
  readonly #host: ReactiveControllerHost
  readonly #words: () => Words
  readonly #region: StatusRegion<DeskNews>
  readonly #newsrooms = new Map<string, Newsroom>()
  readonly #places = new Map<string, Place | undefined>()
  readonly #connection = new ConnectionNews()
  #begun = false
  #text = ''

  constructor(host: ReactiveControllerHost, words: () => Words) {
    this.#host = host
    this.#words = words
    const compose = (items: readonly [DeskNews, ...DeskNews[]]) => said(items, words())
    this.#region = new StatusRegion<DeskNews>(['connection', 'here', ...kinds], compose, (text) => {
      this.#text = text
      this.#host.requestUpdate()
    })
    host.addController(this)
  }

  get text(): string {
    return this.#text
  }

  /** Tells the news of the people on the desk. `chosen` is the appointment whose panel is open. */
  hear(rows: readonly Row[], chosen: string | undefined): void {
    for (const { appointment, patient } of rows) {
      const { id } = appointment
      const name = shownCall(patient, this.#words())
      this.#came(id, name, patient.presence?.place)
      const newsroom = this.#newsrooms.get(id) ?? new Newsroom()
      this.#newsrooms.set(id, newsroom)
      for (const news of newsroom.since(appointment)) {
        const { kind, gathers } = news
        if (id !== chosen && kind !== 'progress') this.#region.say({ kind, gathers, name, news })
      }
    }
  }

  /** From now on an arrival is news. */
  joined(): void {
    this.#begun = true
  }

  connection(connection: ConnectionStatus, up: boolean): void {
    const text = this.#connection.news(connection, up, this.#words(), false)
    if (text === undefined) return
    this.#region.forget(({ kind }) => kind === 'connection')
    this.#region.say({
      kind: 'connection',
      gathers: 0,
      name: '',
      news: { kind: 'connection', gathers: 0, text },
    })
  }

  hostDisconnected(): void {
    this.#region.stop()
  }

  #came(id: string, name: string, place: Place | undefined): void {
    const before = this.#places.get(id)
    this.#places.set(id, place)
    if (!this.#begun || place === undefined || place === before) return
    const text = this.#words().say(place === 'call' ? 'presenceCall' : 'presenceWaiting', { name })
    this.#region.say({ kind: 'here', gathers: 400, text: `${text}.` })
  }
}

function said(items: readonly DeskNews[], words: Words): string {
  const texts = items.flatMap((item) => (item.kind === 'here' ? [item.text] : []))
  const byName = new Map<string, News[]>()
  for (const item of items) {
    if (item.kind !== 'here') byName.set(item.name, [...(byName.get(item.name) ?? []), item.news])
  }
  for (const [name, [first, ...others]] of byName) {
    if (first) texts.push(spoken([first, ...others], words, name, 'practitioner'))
  }
  return texts.filter((text) => text !== '').join(' ')
}
