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
  /** The name under which it will be shown and saved. */
  readonly name: string
  /** Why it cannot be sent, or null. */
  readonly problem: Problem | null
}

/** The room left in a transfer: all that a new one may hold, or the rest of an open one. */
export interface Room {
  readonly files: number
  /** Bytes. */
  readonly bytes: number
}

/**
 * The chosen files, which wait for "Send files"; none is sent by itself. Files that cannot be sent stay apart until they
 * are dismissed; files that do not fit into one transfer go next.
 */
export class Tray {
  readonly removals: Removals
  #picked: readonly Picked[] = []
  #refused: readonly Picked[] = []
  #parted: string | undefined
  /** The transfers that went with files which were refused, by the keys of these. */
  readonly #sentWith = new Map<string, string>()
  #folder = false
  #location: PhotoLocation = 'remove'
  readonly #told = new Map<string, Told>()
  /** Files that are being offered; they stay in sight until the server has taken them. */
  #leaving: readonly Picked[] = []
  readonly #changed: () => void
  readonly #room: () => Room
  #keys = 0

  constructor(changed: () => void, room: () => Room) {
    this.#changed = changed
    this.#room = room
    this.removals = new Removals(changed)
  }

  /** All files with a row, also those removed a moment ago. */
  get rows(): readonly Picked[] {
    const next = new Set(this.next)
    return this.#picked.filter((one) => this.removals.of(one.key) !== 'gone' && !next.has(one))
  }

  /** The files that "Send files" sends. */
  get ready(): readonly Picked[] {
    return this.#there.slice(0, this.#fit)
  }

  /** The files that go next, because one transfer has no room for them. */
  get next(): readonly Picked[] {
    return this.#there.slice(this.#fit)
  }

  /** The files that cannot be sent and were not dismissed. */
  get refused(): readonly Picked[] {
    return this.#refused.filter(({ key }) => this.removals.of(key) !== 'gone')
  }

  /** The last transfer that was sent while `refused` stayed here. */
  get parted(): string | undefined {
    return this.refused.length === 0 ? undefined : this.#parted
  }

  /** How many of the refused files were chosen with those of a transfer. */
  refusedWith(transfer: string): number {
    return this.refused.filter(({ key }) => this.#sentWith.get(key) === transfer).length
  }

  get bytes(): number {
    return this.ready.reduce((sum, { file }) => sum + file.size, 0)
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

  /** What the ready photos contain beside their pictures. */
  get told(): readonly Told[] {
    return this.ready.flatMap(({ key }) => this.toldBy(key) ?? [])
  }

  /** What a photo contains beside its picture, if anything; known a moment after it was chosen. */
  toldBy(key: string): Told | undefined {
    return this.#told.get(key)
  }

  /** Whether there is nothing to send and nothing to say about the choice. */
  get empty(): boolean {
    return this.rows.length === 0 && this.next.length === 0 && !this.#folder
  }

  /** What is wrong with all ready files together. */
  problem(room: Room): Problem | null {
    const intents = this.ready.map(({ name, file }) => ({ name, size: file.size }))
    return judgeBatch({ ...transferPolicy, ...room }, intents, { files: 0, bytes: 0 })
  }

  /** Adds files that a person chose; gives the rows that were added. */
  add(files: readonly File[], folder = false): readonly Picked[] {
    const added: Picked[] = []
    for (const file of files) added.push(this.#take(file, added))
    this.#picked = [...this.#picked, ...added.filter(({ problem }) => problem === null)]
    this.#refused = [...this.#refused, ...added.filter(({ problem }) => problem !== null)]
    this.#folder = folder
    // From now on what was refused stands with the next files.
    this.#parted = undefined
    return added
  }

  dismissAll(): void {
    this.#refused = []
    this.#changed()
  }

  /** Removes the notice about a dropped folder. */
  forgetFolder(): void {
    this.#folder = false
    this.#changed()
  }

  /** The first file that is being offered; while there is one, nothing else is sent. */
  get leaving(): Picked | undefined {
    return this.#leaving[0]
  }

  leaves(picked: Picked): boolean {
    return this.#leaving.includes(picked)
  }

  /** Marks files as being offered: they cannot be removed until the server answers. */
  offer(picked: readonly Picked[]): void {
    this.#leaving = picked
    this.#changed()
  }

  /** Ends the offer: the server took it as this transfer, or else its files are back in the tray. */
  answered(transfer: string | undefined): void {
    const gone = new Set(transfer === undefined ? [] : this.#leaving)
    this.#leaving = []
    this.#picked = this.#picked.filter((picked) => !gone.has(picked))
    if (transfer !== undefined) {
      this.#parted = transfer
      for (const { key } of this.#refused) if (!this.#sentWith.has(key)) this.#sentWith.set(key, transfer)
      this.#location = 'remove'
    }
    this.#changed()
  }

  /** Moves files that the device no longer gives to `refused`: they stay in sight and are not sent. */
  refuse(files: readonly File[], problem: Problem): void {
    const gone = this.#picked.filter(({ file }) => files.includes(file))
    this.#picked = this.#picked.filter((one) => !gone.includes(one))
    this.#refused = [...this.#refused, ...gone.map((one) => ({ ...one, problem }))]
    this.#changed()
  }

  get #there(): readonly Picked[] {
    return this.#picked.filter(({ key }) => this.removals.of(key) === 'there')
  }

  // The event of a transfer may come before the answer to the offer: the offered files have found room then.
  get #fit(): number {
    return Math.max(this.#room().files, this.#leaving.length)
  }

  #take(file: File, sofar: readonly Picked[]): Picked {
    this.#keys += 1
    const taken = [...this.#picked, ...this.#refused, ...sofar].map(({ name }) => name)
    const name = uniqueName(cleanName(file.name, taken.length + 1), taken)
    const key = `picked-${this.#keys}`
    const problem = judgeIntent(transferPolicy, { name: file.name, size: file.size })
    if (problem === null) this.#look(key, file)
    return { key, file, name, problem }
  }

  async #look(key: string, file: File): Promise<void> {
    // If the file cannot be read, the sending tells it.
    const told = await toldBy(file).catch(() => undefined)
    if (!told?.location && !told?.film) return
    this.#told.set(key, told)
    this.#changed()
  }
}
