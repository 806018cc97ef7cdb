import { ChairsideError, type Decision, isLive } from '@chairside/protocol'
import { failure } from '../../connection/failure.ts'
import type { TransferFile } from '../../live/file.ts'
import type { Transfer } from '../../live/transfer.ts'
import type { PhotoLocation } from '../../photo/photo.ts'
import type { FileAction } from '../file/row-text.ts'
import { Removals } from '../kit/removals.ts'
import { Copies } from '../tray/copies.ts'
import { FileHandles, type Handles } from '../tray/file-handles.ts'
import { type Room, Tray } from '../tray/tray.ts'
import { Addressee } from './addressee.ts'
import { Downloads } from './downloads.ts'
import type { FileTrouble } from './file-trouble.ts'
import { FilesAgain, lost } from './files-again.ts'
import type { Acts } from './panel.ts'
import { RequestActs } from './request-acts.ts'
import type { Scene } from './scene.ts'
import { answered, sendAgain } from './send-again.ts'
import { type Kept, SentFiles } from './sent-files.ts'
import type { Trouble } from './trouble.ts'

/** What a person does in a panel, and what is kept until it is done: the tray, the last failure. */
export class PanelActs implements Acts {
  readonly tray: Tray
  /** What is done about requests. */
  readonly requests: RequestActs
  /** Rows of refused files that were dismissed. */
  readonly dismissed: Removals
  readonly #scene: Scene
  readonly again: FilesAgain
  readonly #handles = new FileHandles()
  readonly #copies = new Copies()
  /** What was sent from here. */
  readonly sent: SentFiles
  readonly #troubles = new WeakMap<TransferFile, FileTrouble>()
  #trouble: Trouble | undefined
  readonly #addressee: Addressee
  readonly #downloads = new Downloads()

  constructor(scene: Scene) {
    this.#scene = scene
    this.tray = new Tray(() => scene.changed())
    this.#addressee = new Addressee(() => scene.appointment()?.other)
    this.requests = new RequestActs(scene, {
      begin: () => {
        this.#trouble = undefined
      },
      failed: (error, otherName) => this.#fail(error, otherName),
    })
    this.dismissed = new Removals(() => scene.changed())
    this.sent = new SentFiles(() => scene.changed())
    this.again = new FilesAgain(scene, {
      handles: this.#handles,
      copies: this.#copies,
      sent: this.sent,
      trouble: this.#say,
      fail: (error) => this.#fail(error),
    })
  }

  /** Why the last act failed; `link`: what was dropped is none of the device's files. */
  get trouble(): Trouble | undefined {
    return this.#trouble
  }

  /** What is to say of one file beside its state. */
  troubleWith(file: TransferFile): FileTrouble | undefined {
    return this.#troubles.get(file)
  }

  /** Whether a withdrawn file can be sent again: its bytes are here, and a patient's request allows it. */
  maySendAgain(file: TransferFile): boolean {
    const appointment = this.#scene.appointment()
    if (!appointment || !this.sent.of(file)) return false
    return this.#scene.canSend() || answered(appointment, file) !== undefined
  }

  /** The open transfer of mine that a patient's further files are added to. */
  get adding(): Transfer | undefined {
    const appointment = this.#scene.appointment()
    const request = appointment?.openRequest
    if (!request || request.mine || request.state !== 'answering') return undefined
    return appointment.transfers.findLast(
      ({ mine, state, request: of }) => mine && state === 'open' && of === request.id,
    )
  }

  get room(): Room {
    const { files = 0, bytes = 0 } = this.#scene.appointment()?.limits ?? {}
    const { adding } = this
    if (!adding) return { files, bytes }
    const live = adding.files.filter(isLive).length
    return { files: files - live, bytes: bytes - adding.bytes }
  }

  readonly choose = (): void => this.#scene.browse('files')

  readonly chooseAgain = (): void => this.again.choose()

  forgetUnsent(id: string): void {
    this.#scene.appointment()?.unsent.drop(id)
  }

  /** Puts chosen, dropped or pasted files into the tray; without any, what was dropped is a link. */
  add(files: readonly File[], folder = false, handles?: Handles): void {
    this.#trouble = files.length === 0 && !folder ? 'link' : undefined
    this.#scene.changed()
    // A chooser may stay open for longer than the request does.
    if (this.#trouble || !this.#scene.canSend()) return
    if (handles) this.#handles.keep(files, handles)
    this.#copies.take(files, lost(this.#scene.appointment()))
    if (this.tray.empty) this.#addressee.begin()
    this.#scene.picked(this.tray.add(files, this.room, folder))
    // Who chose by the bar stands at the next step.
    this.#scene.focusOn('#choose, #title', '#send')
  }

  readonly send = (): void => {
    if (this.tray.leaving) return
    const picked = this.tray.ready
    this.#trouble = undefined
    // While the connection is down the offer waits, and is sent again with the same ids; until then the files stay in
    // the tray.
    this.tray.offer(picked)
    // Never to a button: the key that sent them may still be down.
    this.#scene.focus('#title')
    const files = picked.map(({ file }) => file)
    this.#send(files, { location: this.tray.location, to: this.#addressee.id }).then(
      (transfer) => {
        this.tray.answered(true)
        if (transfer) this.#scene.focusOn('#title', `[id="group-${transfer.id}"]`)
      },
      (error) => {
        this.tray.answered(false)
        if (isChanged(error)) this.#copies.refuse(files).then((gone) => this.tray.refuse(gone, error.problem))
        this.#fail(error, this.#addressee.failed(error))
      },
    )
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
        this.#try(
          file,
          this.sent.withdraw(file, () => this.#scene.appointment()?.connection.state !== 'closed'),
        )
        break
      case 'download':
      case 'save-again':
      case 'share':
      case 'copy-address':
        this.#try(file, this.#downloads.act(action, file, this.#say, this.#scene.appSaves()))
        break
      case 'send-again':
        this.#try(
          file,
          this.sent.again(file, (kept) => this.#sendAgain(file, kept)),
        )
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

  readonly showWaiting = (): void => this.#scene.showWaiting()

  readonly showEarlier = (): void => {
    this.#scene
      .appointment()
      ?.loadEarlier()
      .then(
        () => {
          // Also under a pointer that rests on the list: this person asked for them.
          this.#scene.showWaiting()
          this.#scene.focus('#earlier', '#title')
        },
        (error) => this.#fail(error),
      )
  }

  readonly close = (): void => this.#scene.close()

  async #send(
    files: readonly File[],
    { location, to }: { location: PhotoLocation; to: string | undefined },
  ): Promise<Transfer | undefined> {
    const appointment = this.#scene.appointment()
    if (!appointment) return undefined
    const sources = await Promise.all(
      files.map(async (file) => this.#handles.with(file, await this.#copies.of(file))),
    )
    const { adding } = this
    // Files that were chosen for somebody who is gone are not added to what goes to their successor.
    if (adding && to !== undefined && adding.to.id !== to) throw failure('RECIPIENT_GONE')
    const request = appointment.answerable
    const transfer =
      adding ??
      (request
        ? await request.answer(sources, { location, to })
        : await appointment.send(sources, { location, to }))
    const sent = adding ? await adding.add(sources, { location }) : transfer.files
    for (const [index, file] of sent.entries()) {
      const chosen = files[index]
      if (chosen) this.sent.keep(file, { file: chosen, location })
    }
    return transfer
  }

  async #sendAgain(file: TransferFile, kept: Kept): Promise<readonly TransferFile[]> {
    const appointment = this.#scene.appointment()
    if (!appointment) return []
    const source = this.#handles.with(kept.file, await this.#copies.of(kept.file))
    const files = await sendAgain(appointment, file, source, kept.location)
    for (const one of files) this.sent.keep(one, kept)
    return files
  }

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
