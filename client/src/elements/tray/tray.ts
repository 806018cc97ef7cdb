import {
  cleanName,
  judgeBatch,
  judgeIntent,
  type Problem,
  transferPolicy,
  uniqueName,
} from '@chairside/protocol'
import type { Told } from '../../photo/look.ts'
import { type PhotoLocation, toldBy } from '../../photo/photo.ts'
import { Removals } from '../kit/removals.ts'

/** A file that was chosen and not sent yet. */
export interface Picked {
  readonly key: string
  readonly file: File
  /** As it will be shown and saved. */
  readonly name: string
  /** Why it cannot be sent; it does not stop the others. */
  readonly problem: Problem | null
}

/** Room that a transfer has: what a new one may hold, less what an open one already does. */
export interface Room {
  readonly files: number
  /** Bytes. */
  readonly bytes: number
}

/** What was chosen, waiting for "Send files". Nothing in it is sent by itself. */
export class Tray {
  readonly removals: Removals
  #picked: readonly Picked[] = []
  #tooMany: number | undefined
  #folder = false
  #location: PhotoLocation = 'remove'
  readonly #told = new Map<string, Told>()
  /** What is being offered: it stays in sight until the server has taken it. */
  #leaving: readonly Picked[] = []
  readonly #changed: () => void
  #keys = 0

  constructor(changed: () => void) {
    this.#changed = changed
    this.removals = new Removals(changed)
  }

  /** Everything with a row, also what was removed a moment ago. */
  get rows(): readonly Picked[] {
    return this.#picked.filter(({ key }) => this.removals.of(key) !== 'gone')
  }

  /** What "Send files" sends. */
  get ready(): readonly Picked[] {
    return this.#picked.filter(({ key, problem }) => problem === null && this.removals.of(key) === 'there')
  }

  get bytes(): number {
    return this.ready.reduce((sum, { file }) => sum + file.size, 0)
  }

  /** How many were chosen, when that was more than can go at once. */
  get tooMany(): number | undefined {
    return this.#tooMany
  }

  /** Whether a folder was dropped. */
  get folder(): boolean {
    return this.#folder
  }

  /** Whether photos keep their location and film; both are removed unless the person wants them kept. */
  get location(): PhotoLocation {
    return this.#location
  }

  set location(location: PhotoLocation) {
    this.#location = location
    this.#changed()
  }

  /** What photos say beside their pictures, of those that are sent. */
  get told(): readonly Told[] {
    return this.ready.flatMap(({ key }) => this.toldBy(key) ?? [])
  }

  /** What a photo says beside its picture, if anything; known a moment after it was chosen. */
  toldBy(key: string): Told | undefined {
    return this.#told.get(key)
  }

  get empty(): boolean {
    return this.rows.length === 0 && !this.#folder
  }

  /** What is wrong with all ready files together. */
  problem(room: Room): Problem | null {
    const intents = this.ready.map(({ name, file }) => ({ name, size: file.size }))
    return judgeBatch({ ...transferPolicy, ...room }, intents, { files: 0, bytes: 0 })
  }

  /** Adds what a person chose, as far as there is room; gives what was added. */
  add(files: readonly File[], room: Room, folder = false): readonly Picked[] {
    const before = this.ready.length
    const added: Picked[] = []
    let fit = before
    let wanted = before
    for (const file of files) {
      const problem = judgeIntent(transferPolicy, { name: file.name, size: file.size })
      if (problem === null) wanted += 1
      if (problem === null && fit >= room.files) continue
      if (problem === null) fit += 1
      added.push(this.#take(file, problem, added))
    }
    this.#picked = [...this.#picked, ...added]
    this.#tooMany = wanted > fit ? wanted : undefined
    this.#folder = folder
    return added
  }

  /** The notice about a dropped folder was read. */
  forgetFolder(): void {
    this.#folder = false
    this.#changed()
  }

  /** The first of what is being offered; while there is one, nothing else is sent. */
  get leaving(): Picked | undefined {
    return this.#leaving[0]
  }

  leaves(picked: Picked): boolean {
    return this.#leaving.includes(picked)
  }

  /** These files are offered now; they cannot be removed until the server answers. */
  offer(picked: readonly Picked[]): void {
    this.#leaving = picked
    this.#changed()
  }

  /** The offer was answered. If it was taken, its files and the refused ones leave the tray. */
  answered(taken: boolean): void {
    const gone = new Set(taken ? this.#leaving : [])
    this.#leaving = []
    this.#picked = this.#picked.filter((picked) => !gone.has(picked) && (!taken || picked.problem === null))
    if (taken) {
      this.#tooMany = undefined
      this.#location = 'remove'
    }
    this.#changed()
  }

  /** The device does not give these files any more: they stay in sight, and are not sent. */
  refuse(files: readonly File[], problem: Problem): void {
    this.#picked = this.#picked.map((one) => (files.includes(one.file) ? { ...one, problem } : one))
    this.#changed()
  }

  clear(): void {
    this.#picked = []
    this.#location = 'remove'
    this.#leaving = []
    this.#tooMany = undefined
    this.#folder = false
    this.removals.clear()
  }

  #take(file: File, problem: Problem | null, sofar: readonly Picked[]): Picked {
    this.#keys += 1
    const taken = [...this.#picked, ...sofar].map(({ name }) => name)
    const name = uniqueName(cleanName(file.name, taken.length + 1), taken)
    const key = `picked-${this.#keys}`
    if (problem === null) this.#look(key, file)
    return { key, file, name, problem }
  }

  async #look(key: string, file: File): Promise<void> {
    // A file that cannot be read fails when it is sent.
    const told = await toldBy(file).catch(() => undefined)
    if (!told?.location && !told?.film) return
    this.#told.set(key, told)
    this.#changed()
  }
}
