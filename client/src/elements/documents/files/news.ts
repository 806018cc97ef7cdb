import type { PatientFiles } from '../../../documents/files.ts'
import { type FileGroup, groupOfProfile, groupOfSession } from './group.ts'
import { canOpen, type FileItem } from './item.ts'

/** A file that can be opened since a moment ago. */
export interface Came {
  readonly group: FileGroup
  readonly item: FileItem
}

/** Compares what can be opened with what could be before. */
export class FilesNews {
  #known: ReadonlyMap<string, boolean> | undefined
  #sessions: ReadonlySet<string> = new Set()

  /** The files that can be opened since the last call; at the first call none. */
  since({ sessions, profile }: PatientFiles): readonly Came[] {
    const before = this.#known
    const known = new Map<string, boolean>()
    const came: Came[] = []
    const look = (group: FileGroup, isEarlier: boolean): void => {
      for (const item of group.items) {
        const [opens, key] = [canOpen(item), `${group.key} ${item.id}`]
        known.set(key, opens)
        if (before && opens && !before.get(key) && !isEarlier) came.push({ group, item })
      }
    }
    // What stands after all that was known is an earlier page, and no news.
    const last = sessions.findLastIndex(({ appointment }) => this.#sessions.has(appointment))
    for (const [at, session] of sessions.entries())
      look(groupOfSession(session), at > last && this.#sessions.size > 0)
    for (const one of profile) look(groupOfProfile(one), false)
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
