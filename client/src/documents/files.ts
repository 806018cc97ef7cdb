import type { DocumentsChanged, PatientFiles as Page } from '@chairside/protocol'
import type { DocumentAccess } from './access.ts'
import { type Archive, archiveOfProfile } from './archive.ts'
import { ask } from './ask.ts'
import { NextChange } from './next-change.ts'
import { type OwnView, readOwnViews } from './own-view.ts'
import { PatientDocument } from './patient-document.ts'
import { PatientSession } from './patient-session.ts'
import { View } from './view.ts'

/** What one practitioner has put on the patient's profile. */
export interface PatientProfile {
  readonly practitioner: { readonly id: string; readonly name: string }
  readonly documents: readonly PatientDocument[]
  /**
   * Gives everything here that can be opened now, as one ZIP.
   *
   * @throws ChairsideError NOTHING_TO_PACK
   */
  archive(): Promise<Archive>
}

/**
 * A patient's files: the documents and received files of their appointments, the newest appointment first. What the patient
 * may not know of is not there; it appears by itself when its time comes, and goes when its right ends.
 */
export class PatientFiles extends View {
  /** `patient`: the one who has this sees their own files. */
  readonly as = 'patient'
  /** The appointment whose files these are; absent for all. */
  readonly appointment: string | undefined
  readonly #nextChange = new NextChange(() => this.refresher.hint())
  readonly #known = new Map<string, PatientSession>()
  #sessions: readonly PatientSession[] = []
  #profile: readonly PatientProfile[] = []
  #pages = 1
  #next: string | undefined
  #more: Promise<void> | undefined

  constructor(access: DocumentAccess, appointment: string | undefined) {
    super(access)
    this.appointment = appointment
    View.whenClosed(this, () => this.#nextChange.end())
  }

  /** The appointments of the loaded pages. */
  get sessions(): readonly PatientSession[] {
    return this.#sessions
  }

  /** What is on the patient's profile, by the practitioner who put it there; none where `appointment` is given. */
  get profile(): readonly PatientProfile[] {
    return this.#profile
  }

  /** One of `sessions`. */
  session(appointment: string): PatientSession | undefined {
    return this.#sessions.find((session) => session.appointment === appointment)
  }

  /** Whether `more` would add appointments. */
  get hasMore(): boolean {
    return this.#next !== undefined
  }

  /**
   * Loads the next page, if there is one. A call while a page is loaded waits for that page.
   *
   * @throws ChairsideError the server's error, or LINE_DOWN if it cannot be reached
   */
  more(): Promise<void> {
    this.#more ??= this.#loadMore().finally(() => {
      this.#more = undefined
    })
    return this.#more
  }

  /**
   * Who has opened the patient's documents as them, and which were shared by a link: the newest hundred entries, also of
   * documents that are not here any more. With a token of one appointment, those of its documents alone.
   *
   * @throws ChairsideError the server's error, or LINE_DOWN if it cannot be reached
   */
  readViews(): Promise<readonly OwnView[]> {
    return readOwnViews(this.access, undefined)
  }

  protected concerns({ appointment }: DocumentsChanged): boolean {
    return appointment === undefined || this.appointment === undefined || appointment === this.appointment
  }

  protected async ask(): Promise<() => void> {
    const pages: Page[] = []
    for (let next: string | undefined; pages.length < this.#pages; ) {
      const page = await this.#page(next)
      pages.push(page)
      next = page.next
      if (next === undefined) break
    }
    return () => this.#take(pages)
  }

  /** What the server does not give any more is not shown any more. */
  protected override refused(): void {
    this.#take([])
  }

  async #loadMore(): Promise<void> {
    if (!this.hasMore) return
    this.#pages += 1
    try {
      await this.refresher.now()
    } catch (error) {
      this.#pages -= 1
      throw error
    }
  }

  #page(after: string | undefined): Promise<Page> {
    const query = {
      ...(this.appointment !== undefined && { appointment: this.appointment }),
      ...(after !== undefined && { after }),
    }
    const params = { id: this.access.me }
    return ask(this.access.http, 'readPatientFiles', { params, query, signal: this.closing.signal })
  }

  #take(pages: readonly Page[]): void {
    const facts = new Map(pages.flatMap(({ sessions }) => sessions).map((one) => [one.appointment, one]))
    this.#sessions = [...facts.values()].map((one) => {
      const known = this.#known.get(one.appointment)
      if (known) PatientSession.follow(known, one)
      return known ?? new PatientSession(one, this.access)
    })
    this.#known.clear()
    for (const session of this.#sessions) this.#known.set(session.appointment, session)
    this.#takeProfile(pages[0]?.profile ?? [])
    this.#next = pages.at(-1)?.next
    const changes = pages.flatMap(({ changesAt }) => (changesAt === undefined ? [] : [Date.parse(changesAt)]))
    const now = pages.at(-1)?.now
    if (now !== undefined)
      this.#nextChange.wait(Date.parse(now), changes.length ? Math.min(...changes) : undefined)
    else this.#nextChange.end()
    this.changed()
  }

  #takeProfile(groups: NonNullable<Page['profile']>): void {
    const before = new Map(this.#profile.flatMap(({ documents }) => documents).map((one) => [one.id, one]))
    this.#profile = groups.map(({ practitioner, documents }) => ({
      practitioner,
      documents: documents.map((one) => {
        const known = before.get(one.id)
        if (known) PatientDocument.follow(known, one)
        return known ?? new PatientDocument(one, this.access)
      }),
      archive: () => archiveOfProfile(this.access, practitioner.id),
    }))
  }
}
