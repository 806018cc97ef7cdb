import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { Appointment } from '../../appointment/appointment.ts'
import { explain } from '../../messages/problem.ts'
import type { Words } from '../../messages/words.ts'
import { ConnectionNews } from '../joining/connection-news.ts'
import type { ConnectionStatus } from '../joining/connection-status.ts'
import { kinds, type News, Newsroom } from '../speech/news.ts'
import { few, spoken } from '../speech/spoken.ts'
import { StatusRegion } from '../speech/status-region.ts'
import type { Picked, Tray } from '../tray/tray.ts'
import type { Trouble } from './trouble.ts'

/** The language it speaks, the other party's name, and my role. */
export interface Voice {
  readonly words: Words
  readonly otherName: string
  readonly role: string
}

/** Gives the text of a panel's status region. */
export class Speaker implements ReactiveController {
  readonly #host: ReactiveControllerHost
  readonly #voice: () => Voice
  readonly #region: StatusRegion<News>
  #newsroom = new Newsroom()
  #about: Appointment | undefined
  readonly #connection = new ConnectionNews()
  #text = ''
  #trouble: Trouble | undefined

  constructor(host: ReactiveControllerHost, voice: () => Voice) {
    this.#host = host
    this.#voice = voice
    const compose = (items: readonly [News, ...News[]]) => {
      const { words, otherName, role } = voice()
      return spoken(items, words, otherName, role)
    }
    this.#region = new StatusRegion(kinds, compose, (text) => {
      this.#text = text
      this.#host.requestUpdate()
    })
    host.addController(this)
  }

  get text(): string {
    return this.#text
  }

  /** Tells the news of an appointment. */
  hear(appointment: Appointment): void {
    if (this.#about !== appointment) this.#newsroom = new Newsroom()
    this.#about = appointment
    for (const item of this.#newsroom.since(appointment)) {
      // Only the latest progress counts, and none after an outcome.
      if (item.kind === 'again') this.#region.forget(({ kind }) => kind === 'again')
      if (item.kind === 'progress' || item.kind === 'outcome') {
        this.#region.forget((waiting) => waiting.kind === 'progress')
      }
      this.#region.say(item)
    }
  }

  picked(added: readonly Picked[], tray: Tray): void {
    const { words, otherName } = this.#voice()
    this.#region.forget(({ kind }) => kind === 'tray')
    const refused = added.flatMap(({ name, problem }) =>
      problem === null
        ? []
        : [
            words.say('saidNotAdded', {
              file: name,
              reason: explain(words, problem, { file: name, otherName }),
            }),
          ],
    )
    const chosen = words.say('saidChosen', { count: tray.ready.length, size: words.size(tray.bytes) })
    const short = refused.length < few ? refused : [words.say('saidNotAddedCount', { count: refused.length })]
    const texts = tray.folder ? [...short, words.say('folder')] : short
    this.say([...texts, chosen].join(' '))
  }

  /** Says why the last act failed; `trouble` is undefined once its notice is removed. */
  trouble(trouble: Trouble | undefined): void {
    if (trouble === this.#trouble) return
    this.#trouble = trouble
    this.#region.forget(({ kind }) => kind === 'tray')
    if (!trouble) return
    const { words } = this.#voice()
    this.say(trouble === 'link' ? words.say('linkDropped') : explain(words, trouble.problem, trouble))
  }

  /** Says the result of an act. */
  say(text: string): void {
    this.#region.say({ kind: 'tray', gathers: 0, text })
  }

  /** Says when my connection is lost, is back, or will not come back. */
  connection(connection: ConnectionStatus, up: boolean, inCall: boolean): void {
    const text = this.#connection.news(connection, up, this.#voice().words, inCall)
    if (text === undefined) return
    this.#region.forget(({ kind }) => kind === 'connection')
    this.#region.say({ kind: 'connection', gathers: 0, text })
  }

  hostDisconnected(): void {
    this.#region.stop()
  }
}
