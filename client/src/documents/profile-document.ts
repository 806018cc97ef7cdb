import {
  dateOf,
  type ProfileDocument as Facts,
  type Sensitivity,
  type ShareLink,
  type ViewDevice,
  type Views,
  type ViewWay,
} from '@chairside/protocol'
import type { DocumentAccess } from './access.ts'
import { ask } from './ask.ts'
import type { AttachOptions } from './attaching.ts'
import type { LibraryDocument } from './document.ts'

/** What a document of a patient needs of the list in which it stands. */
export interface ProfileHost {
  readonly access: DocumentAccess
  /** The patient's id. */
  readonly patient: string
  /** Waits for an act, and until the list shows it. */
  act<Answer>(act: Promise<Answer>): Promise<Answer>
}

/** An access code. It is told this once. */
export interface AccessCode {
  /** Six digits. */
  readonly code: string
  readonly expiresAt: Date
}

/** A share link: one delivery. The code of a sensitive document is another one, on another way. */
export interface Shared {
  /** Its address; absent when the server's secret was changed since it was made: withdraw it and share anew. */
  readonly link: string | undefined
  /**
   * Makes an access code, which is told this once; an earlier one works no more.
   *
   * @throws ChairsideError CODE_NOT_NEEDED for a document that is not sensitive
   */
  code(): Promise<AccessCode>
}

/** One view of a document by its patient. */
export interface DocumentView {
  readonly at: Date
  readonly way: ViewWay
  readonly device: ViewDevice
}

/** Who has viewed a document, the newest first. */
export interface DocumentViews {
  readonly views: readonly DocumentView[]
  /** How many there are altogether; the newest hundred are told. */
  readonly total: number
  /** Codes that were typed wrong since the last right or new one; absent for none. */
  readonly wrong: { readonly count: number; readonly at: Date } | undefined
}

/**
 * A document of one patient, as its practitioner sees it. Its getters give the present state: read them again at each
 * `change`. The object stays the same while the document is the patient's.
 */
export class ProfileDocument {
  readonly id: string
  readonly document: LibraryDocument
  readonly #host: ProfileHost
  #facts: Facts

  constructor(facts: Facts, document: LibraryDocument, host: ProfileHost) {
    this.id = facts.document.id
    this.document = document
    this.#facts = facts
    this.#host = host
  }

  /** Whether it is on the profile; else it is of an appointment alone. */
  get onProfile(): boolean {
    return this.#facts.onProfile
  }

  /** The newest link, if there ever was one: `shared` or `withdrawn`, with what is known of its code. */
  get link(): ShareLink | undefined {
    return this.#facts.link
  }

  /** How often the patient has viewed it. */
  get views(): number {
    return this.#facts.views
  }

  /** When they did so last; absent if they never did. */
  get viewedAt(): Date | undefined {
    return dateOf(this.#facts.viewedAt)
  }

  /**
   * Shares it with the patient by a link; the same link again as long as it is shared. The call never tells a code.
   *
   * @throws ChairsideError NOT_THEIRS when it is not the patient's any more
   */
  async share(): Promise<Shared> {
    const link = await this.#host.act(ask(this.#http, 'shareDocument', { params: this.#place }))
    return {
      link: link.state === 'shared' ? link.url : undefined,
      code: () => this.#code(link.id),
    }
  }

  /**
   * Makes a new access code for the link; the earlier one works no more, and what was opened by it closes. Shares the
   * document first if there is no link, or if it was withdrawn.
   *
   * @throws ChairsideError CODE_NOT_NEEDED for a document that is not sensitive
   */
  async newCode(): Promise<AccessCode> {
    const { link } = this.#facts
    return this.#code(link?.state === 'withdrawn' ? await this.#newLinkId() : await this.#linkId())
  }

  /** Withdraws the link; what is open of it closes at once. */
  async withdraw(): Promise<void> {
    await this.#host.act(ask(this.#http, 'withdrawLink', { params: this.#place }))
  }

  /**
   * Undoes a withdrawal within a minute: the same link works again.
   *
   * @throws ChairsideError LINK_GONE when it is too late
   */
  async restore(): Promise<void> {
    const id = await this.#linkId()
    await this.#host.act(ask(this.#http, 'restoreLink', { params: { id } }))
  }

  /**
   * Lets it open once without a code, while both are in the appointment.
   *
   * @throws ChairsideError NOT_TOGETHER
   */
  async unlock(): Promise<void> {
    const id = await this.#linkId()
    await this.#host.act(ask(this.#http, 'unlockLink', { params: { id } }))
  }

  /** Changes whether the patient needs a code. What is open of it closes. */
  async setSensitivity(sensitivity: Sensitivity): Promise<void> {
    await this.#host.act(this.document.change({ sensitivity }))
  }

  /** Changes from when on no patient may open it; `null` for never. */
  async setExpiry(expiresAt: Date | null): Promise<void> {
    await this.#host.act(this.document.change({ expiresAt }))
  }

  /** Puts it on the profile. */
  async put(): Promise<void> {
    await this.#host.act(ask(this.#http, 'putOnProfile', { params: this.#place }))
  }

  /** Takes it off the profile; it stays in the library, and in its appointments. */
  async takeOff(): Promise<void> {
    await this.#host.act(ask(this.#http, 'takeOffProfile', { params: this.#place }))
  }

  /** Attaches it to an appointment. */
  async attach(appointment: string, options: AttachOptions = {}): Promise<void> {
    await this.#host.act(this.document.attach(appointment, options))
  }

  /** Takes it from an appointment; it stays in the library, and on the profile. */
  async detach(appointment: string): Promise<void> {
    await this.#host.act(this.document.detach(appointment))
  }

  /** Deletes it for everyone; what is open of it closes. Its record stays. */
  async delete(): Promise<void> {
    await this.#host.act(this.document.delete())
  }

  /** Who has viewed it, and how often a code was typed wrong. */
  async readViews(): Promise<DocumentViews> {
    const { patient } = this.#host
    const params = { id: this.id }
    const { views, total, wrong } = await ask(this.#http, 'readViews', { params, query: { patient } })
    return { views: views.map(viewOf), total, wrong: wrongOf(wrong) }
  }

  get #http() {
    return this.#host.access.http
  }

  get #place() {
    return { id: this.id, patient: this.#host.patient }
  }

  async #linkId(): Promise<string> {
    const { link } = this.#facts
    return link === undefined ? this.#newLinkId() : link.id
  }

  async #newLinkId(): Promise<string> {
    return (await ask(this.#http, 'shareDocument', { params: this.#place })).id
  }

  async #code(id: string): Promise<AccessCode> {
    const { code, expiresAt } = await this.#host.act(ask(this.#http, 'issueCode', { params: { id } }))
    return { code, expiresAt: new Date(expiresAt) }
  }

  // Static, for the list: users of the SDK get only the type.
  static follow(document: ProfileDocument, facts: Facts): void {
    document.#facts = facts
  }
}

const viewOf = ({ at, way, device }: Views['views'][number]): DocumentView => ({
  at: new Date(at),
  way,
  device,
})

function wrongOf([first]: Views['wrong']): DocumentViews['wrong'] {
  return first && { count: first.count, at: new Date(first.at) }
}
