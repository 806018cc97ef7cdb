import { ChairsideError, type Decision, type Participant } from '@chairside/protocol'
import type { TransferFile } from '../../live/file.ts'
import type { SendOptions } from '../../live/offer.ts'
import type { Transfer } from '../../live/transfer.ts'
import type { FileSource } from '../../upload/source.ts'
import type { FileAction } from '../file/file-action.ts'
import { Removals } from '../kit/removals.ts'
import { Copies } from '../tray/copies.ts'
import { FileHandles, type Handles } from '../tray/file-handles.ts'
import { type Room, Tray } from '../tray/tray.ts'
import { addingTo, roomIn } from './adding.ts'
import { Addressee } from './addressee.ts'
import { Downloads } from './downloads.ts'
import type { FileTrouble } from './file-trouble.ts'
import { FilesAgain, lost } from './files-again.ts'
import { keep } from './keeping.ts'
import type { Acts } from './panel.ts'
import { RequestActs } from './request-acts.ts'
import type { Scene } from './scene.ts'
import { sendChosen } from './send-chosen.ts'
import { SentFiles } from './sent-files.ts'
import type { Trouble } from './trouble.ts'

/** A person's acts in a panel, and their state: the tray, the last failure. */
export class PanelActs implements Acts {
  readonly tray: Tray
  /** The acts on requests. */
  readonly requests: RequestActs
  /** Dismissed rows of refused files. */
  readonly dismissed: Removals
  readonly #scene: Scene
  readonly again: FilesAgain
  readonly #handles = new FileHandles()
  readonly #copies = new Copies()
  /** The files that were sent from here. */
  readonly sent: SentFiles
  readonly #troubles = new WeakMap<TransferFile, FileTrouble>()
  #trouble: Trouble | undefined
  readonly #addressee: Addressee
  readonly #downloads = new Downloads<TransferFile>()
  /** Aborts the offer that the server has not answered. */
  #sending: AbortController | undefined
  /** Whether the chooser for the tray was opened. */
  #choosing = false

  constructor(scene: Scene) {
    this.#scene = scene
    this.tray = new Tray(
      () => scene.changed(),
      () => this.room,
    )
    this.#addressee = new Addressee(() => scene.appointment()?.other)
    this.requests = new RequestActs(scene, {
      begin: () => {
        this.#trouble = undefined
      },
      failed: (error, otherName) => this.#fail(error, otherName),
    })
    this.dismissed = new Removals(() => scene.changed())
    this.sent = new SentFiles(scene, this.#source)
    this.again = new FilesAgain(scene, {
      handles: this.#handles,
      copies: this.#copies,
      sent: this.sent,
      trouble: this.#say,
      fail: (error) => this.#fail(error),
    })
  }

  /** Why the last act failed; `link`: the person dropped a link and no file. */
  get trouble(): Trouble | undefined {
    return this.#trouble
  }

  /** The trouble that a file's row tells beside the state. */
  troubleWith(file: TransferFile): FileTrouble | undefined {
    return this.#troubles.get(file)
  }

  /** The person for whom the tray is: the other party when the tray was begun. */
  get meant(): Participant | undefined {
    return this.#addressee.is
  }

  get adding(): Transfer | undefined {
    return addingTo(this.#scene.appointment())
  }

  get room(): Room {
    return roomIn(this.#scene.appointment())
  }

  readonly choose = (): void => {
    this.#choosing = true
    this.#scene.browse('files')
  }

  readonly chooseAgain = (): void => this.again.choose()

  forgetUnsent(id: string): void {
    this.#scene.appointment()?.unsent.drop(id)
  }

  /** Puts chosen, dropped or pasted files into the tray; no file and no folder means that a link was dropped. */
  add(files: readonly File[], folder = false, handles?: Handles): void {
    // A chooser may stay open for longer than the request: files that were chosen there are kept.
    const chosen = this.#choosing
    this.#choosing = false
    this.#trouble = files.length === 0 && !folder ? 'link' : undefined
    this.#scene.changed()
    if (this.#trouble || !(chosen || this.#scene.canSend())) return
    if (handles) this.#handles.keep(files, handles)
    this.#copies.take(files, lost(this.#scene.appointment()))
    if (this.tray.empty) this.#addressee.begin()
    this.#scene.picked(this.tray.add(files, folder))
    // A person who chose by the bar's button now stands at the next step.
    this.#scene.focusOn('#choose, #title', '#send')
  }

  readonly send = (): void => {
    if (this.tray.leaving) return
    const picked = this.tray.ready
    this.#trouble = undefined
    // While the connection is down the offer waits, and is sent again with the same ids; until then the files stay in
    // the tray.
    this.tray.offer(picked)
    // The focus never goes to a button: the key that sent the files may still be down.
    this.#scene.focus('#title')
    const files = picked.map(({ file }) => file)
    const sending = new AbortController()
    this.#sending = sending
    const { signal } = sending
    this.#send(files, { location: this.tray.location, to: this.meant?.id, signal }).then(
      (transfer) => {
        this.tray.answered(transfer?.id)
        const [count, refused] = [files.length, transfer ? this.tray.refusedWith(transfer.id) : 0]
        if (refused > 0) this.#scene.say(this.#scene.words().say('saidSendingPart', { count, refused }))
        if (transfer) this.#scene.focusOn('#title', `[id="group-${transfer.id}"]`)
      },
      (error) => {
        this.tray.answered(undefined)
        if (signal.aborted) return
        if (isChanged(error)) this.#copies.refuse(files).then((gone) => this.tray.refuse(gone, error.problem))
        this.#fail(error, this.#addressee.failed(error))
      },
    )
  }

  readonly cancelSending = (): void => {
    this.#sending?.abort()
  }

  toFile(file: TransferFile, action: FileAction): void {
    this.#troubles.delete(file)
    switch (action) {
      case 'pause':
        file.pause()
        break
      case 'resume':
        file.resume()
        break
      case 'retry':
        file.retry()
        break
      case 'withdraw':
        this.#try(file, this.sent.withdraw(file))
        break
      case 'download':
      case 'save-again':
      case 'share':
      case 'copy-address':
        this.#try(file, this.#downloads.act(action, file, this.#say, this.#scene.appSaves()))
        break
      case 'send-again':
        this.#try(file, this.sent.again(file))
        break
      case 'ask-again':
        this.requests.askFor(this.#scene.words().say('askForFile', { file: file.name }))
        break
      case 'choose-another':
        this.choose()
        break
      case 'attach':
        this.again.chooseOne(file)
        break
      case 'reopen':
        this.#try(file, file.reopen())
        break
      case 'decide':
        this.#scene.focus(`[id="undecided-${file.id}"] button`)
        break
      case 'keep':
      case 'kept':
        this.#try(file, keep(file, this.#scene))
        break
      case 'dismiss':
        this.dismissed.remove(file.id)
        break
    }
  }

  decide(file: TransferFile, decision: Decision): void {
    this.#try(file, file.decide(decision))
  }

  readonly forgive = (): void => {
    this.#trouble = undefined
    this.#scene.changed()
  }

  readonly reconnect = (): void => this.#scene.reconnect()

  readonly showNews = (): void => this.#scene.showNews()

  readonly showEarlier = (): void => {
    this.#scene
      .appointment()
      ?.loadEarlier()
      .then(
        () => {
          // Shown even while the list is in use, because the person asked for them.
          this.#scene.showNews()
          this.#scene.focus('#earlier', '#title')
        },
        (error) => this.#fail(error),
      )
  }

  readonly close = (): void => this.#scene.close()

  async #send(files: readonly File[], options: SendOptions): Promise<Transfer | undefined> {
    const appointment = this.#scene.appointment()
    if (!appointment) return undefined
    const sources = await Promise.all(files.map(this.#source))
    const { transfer, files: sent } = await sendChosen(appointment, sources, options)
    const { location = 'keep' } = options
    for (const [index, file] of sent.entries()) {
      const chosen = files[index]
      if (chosen) this.sent.keep(file, { file: chosen, location })
    }
    return transfer
  }

  /** A file as it is sent: with its handle, and from its copy if there is one. */
  readonly #source = async (file: File): Promise<FileSource> =>
    this.#handles.with(file, await this.#copies.of(file))

  readonly #say = (file: TransferFile, trouble: FileTrouble | undefined): void => {
    if (trouble === undefined) this.#troubles.delete(file)
    else this.#troubles.set(file, trouble)
    this.#scene.changed()
  }

  #try(file: TransferFile, act: Promise<unknown>): void {
    act.catch((error) => {
      if (error instanceof ChairsideError) this.#troubles.set(file, error.problem)
      this.#scene.failed(error)
      this.#scene.changed()
    })
  }

  #fail(error: unknown, otherName = ''): void {
    this.#trouble = {
      problem: error instanceof ChairsideError ? error.problem : { code: 'INTERNAL' },
      otherName,
    }
    this.#scene.failed(error)
    this.#scene.changed()
  }
}

const isChanged = (error: unknown): error is ChairsideError =>
  error instanceof ChairsideError && error.code === 'FILE_CHANGED'
