import type { PatientSession } from '../../../documents/patient-session.ts'
import { canOpen, type FileItem, itemsOf } from './item.ts'

/** A file that can be opened since a moment ago. */
export interface Came {
  readonly session: PatientSession
  readonly item: FileItem
}

/** Compares what can be opened with what could be before. */
export class FilesNews {
  #known: ReadonlyMap<string, boolean> | undefined
  #sessions: ReadonlySet<string> = new Set()

  /** The files that can be opened since the last call; at the first call none. */
  since(sessions: readonly PatientSession[]): readonly Came[] {
    const before = this.#known
    const known = new Map<string, boolean>()
    const came: Came[] = []
    // What stands after all that was known is an earlier page, and no news.
    const last = sessions.findLastIndex(({ appointment }) => this.#sessions.has(appointment))
    for (const [at, session] of sessions.entries()) {
      for (const item of itemsOf(session)) {
        const [opens, key] = [canOpen(item), `${session.appointment} ${item.id}`]
        known.set(key, opens)
        if (before && opens && !before.get(key) && (at <= last || before.size === 0))
          came.push({ session, item })
      }
    }
    this.#known = known
    this.#sessions = new Set(sessions.map(({ appointment }) => appointment))
    return came
  }

  /** Begins anew: what is shown next is no news. */
  forget(): void {
    this.#known = undefined
    this.#sessions = new Set()
  }
}
