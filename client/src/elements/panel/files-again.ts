import { ChairsideError, isArriving } from '@chairside/protocol'
import type { Appointment } from '../../appointment/appointment.ts'
import { againIn, pairUp } from '../../live/again.ts'
import type { TransferFile } from '../../live/file.ts'
import { withoutLocation } from '../../photo/photo.ts'
import { contentOf } from '../../upload/source.ts'
import type { Copies } from '../tray/copies.ts'
import type { FileHandles, Handles } from '../tray/file-handles.ts'
import type { Tray } from '../tray/tray.ts'
import type { FileTrouble } from './file-trouble.ts'
import type { RequestActs } from './request-acts.ts'
import type { Scene } from './scene.ts'
import type { SentFiles } from './sent-files.ts'

/** The parts that `FilesAgain` shares with the other acts of a panel. */
interface Shared {
  readonly handles: FileHandles
  readonly copies: Copies
  readonly sent: SentFiles
  /** Says in a file's row what is wrong. */
  trouble(file: TransferFile, trouble: FileTrouble): void
  /** Says that an act failed. */
  fail(error: unknown): void
}

/** Lets me choose files of mine again that this page can no longer read: one of them, or all at once. */
export class FilesAgain {
  readonly #scene: Scene
  readonly #shared: Shared
  #one: TransferFile | undefined
  #strangers: readonly string[] = []

  constructor(scene: Scene, shared: Shared) {
    this.#scene = scene
    this.#shared = shared
  }

  /** The names of the files in the last choice that are none of the waiting ones. */
  get strangers(): readonly string[] {
    return this.#strangers
  }

  readonly forgetStrangers = (): void => {
    this.#strangers = []
    this.#scene.changed()
  }

  /** Opens the files that the browser knows, which may ask the person; else lets the person choose all at once. */
  readonly choose = (): void => {
    const appointment = this.#scene.appointment()
    if (!appointment) return
    const { closed } = againIn(appointment)
    if (closed.length === 0) this.#scene.browse('files-again')
    else for (const file of closed) file.reopen().catch(this.#scene.failed)
  }

  /** Lets the person choose one file. */
  chooseOne(file: TransferFile): void {
    this.#one = file
    this.#scene.browse('file-again')
  }

  /** Takes the file that was chosen after `chooseOne`. */
  async takeOne(chosen: File, handles: Handles = []): Promise<void> {
    this.#shared.handles.keep([chosen], handles)
    this.#shared.copies.take([chosen])
    if (this.#one) await this.#attach(this.#one, chosen)
    this.#scene.changed()
  }

  /** Takes files, in any order, for all that wait. */
  async take(chosen: readonly File[], handles: Handles = []): Promise<void> {
    const appointment = this.#scene.appointment()
    if (!appointment) return
    const shared = this.#shared
    shared.handles.keep(chosen, handles)
    shared.copies.take(chosen)
    const { missing, closed } = againIn(appointment)
    const { pairs, left } = await pairUp([...missing, ...closed], chosen, fits)
    await Promise.all(pairs.map(([file, one]) => this.#attach(file, one)))
    const sources = left.map(async (one) => shared.handles.with(one, await shared.copies.of(one)))
    const others = await appointment.unsent.give(await Promise.all(sources)).catch((error) => {
      shared.fail(error)
      return []
    })
    this.#strangers = others.map((source) => contentOf(source).name)
    if (others.length > 0) this.#scene.say(this.#scene.words().say('strangers', this.#named()))
    this.#scene.changed()
  }

  #named(): { count: number; files: string } {
    return { count: this.#strangers.length, files: this.#scene.words().list(this.#strangers) }
  }

  // After a reload it is unknown whether a photo kept its location: the server's bytes decide. If it has none, the
  // location is removed.
  async #attach(file: TransferFile, chosen: File): Promise<void> {
    const { handles, copies, sent, trouble } = this.#shared
    const kept = sent.of(file)?.location
    const location = kept ?? 'remove'
    try {
      const copy = await copies.of(chosen)
      const source = location === 'remove' ? await withoutLocation(copy) : copy
      // A handle belongs to the unchanged photo on the device.
      const asItIs = handles.with(chosen, copy)
      if (source === copy) file.attach(asItIs)
      else file.attach(source, kept === undefined ? asItIs : undefined)
      sent.keep(file, { file: chosen, location })
    } catch (error) {
      // An error of another class is the device's, which does not give the bytes.
      const isOther = error instanceof ChairsideError
      if (!isOther) await copies.refuse([chosen])
      trouble(file, isOther ? 'not-the-same' : { code: 'FILE_CHANGED' })
      this.#scene.failed(error)
    }
  }
}

/** Files of mine whose bytes this device no longer gave while they were sent. */
export function lost(appointment: Appointment | undefined): readonly TransferFile[] {
  const mine = (appointment?.transfers ?? []).flatMap(({ files }) => files)
  return mine.filter(({ problem }) => problem?.code === 'FILE_CHANGED')
}

/** Whether leaving this page would lose chosen files, bytes that are still to be sent, or an act that waits. */
export function isOnlyHere(
  {
    tray: { ready, leaving },
    requests: { asking, ending, writing },
    sent,
  }: {
    readonly tray: Tray
    readonly requests: Pick<RequestActs, 'asking' | 'ending' | 'writing'>
    readonly sent: SentFiles
  },
  appointment: Appointment | undefined,
): boolean {
  if (ready.length > 0 || leaving || asking || ending || writing) return true
  const files = (appointment?.transfers ?? []).flatMap((transfer) => transfer.files)
  return files.some(
    (file) => file.mine && ((file.source === 'here' && isArriving(file)) || sent.pending(file)),
  )
}

// If the server cannot be asked, the upload itself compares.
async function fits(file: TransferFile, chosen: File): Promise<boolean> {
  try {
    return (await file.fits(chosen)) || (await file.fits(await withoutLocation(chosen)))
  } catch {
    return true
  }
}
