import { documentPolicy, judgeIntent, type Problem, type Sensitivity } from '@chairside/protocol'
import type { PatientDocuments } from '../../../documents/profile.ts'
import type { DocumentUpload } from '../../../documents/upload.ts'
import { endOfDay } from '../kit/dates.ts'

/** What is wrong with the day that was chosen: it is over, or too far away. */
type DayTrouble = 'past' | 'far'

/** The last day that can be chosen is so many years away. */
const mostYears = 99

interface Around {
  readonly list: () => PatientDocuments | undefined
  readonly changed: () => void
  /** The sensitivity that is chosen beforehand. */
  readonly usual: () => Sensitivity
  /** Is called when it closes. */
  readonly closed: () => void
}

/** What a person fills in to upload one document, and how far its upload is. */
export class Draft {
  readonly #around: Around
  #open = false
  #file: File | undefined
  #several = false
  #sensitivity: Sensitivity = 'sensitive'
  #day = ''
  #dayTrouble: DayTrouble | undefined
  #appointment: string | undefined
  #upload: DocumentUpload | undefined

  constructor(around: Around) {
    this.#around = around
  }

  get isOpen(): boolean {
    return this.#open
  }

  get file(): File | undefined {
    return this.#file
  }

  /** Whether several files were chosen at once. */
  get several(): boolean {
    return this.#several
  }

  /** Why the chosen file cannot be a document, by what is known of it here. */
  get problem(): Problem | undefined {
    if (!this.#file) return undefined
    const { name, size } = this.#file
    return judgeIntent(documentPolicy, { name, size }) ?? undefined
  }

  get sensitivity(): Sensitivity {
    return this.#sensitivity
  }

  /** The value of the date field. */
  get day(): string {
    return this.#day
  }

  get dayTrouble(): DayTrouble | undefined {
    return this.#dayTrouble
  }

  /** The appointment to which it belongs; undefined for the profile. */
  get appointment(): string | undefined {
    return this.#appointment
  }

  get upload(): DocumentUpload | undefined {
    return this.#upload
  }

  /** Whether everything is filled in, so that it can be uploaded. */
  get ready(): boolean {
    return this.#file !== undefined && this.problem === undefined && this.#upload === undefined
  }

  begin(files: readonly File[] = []): void {
    if (!this.#open) this.#sensitivity = this.#around.usual()
    if (!this.#open) this.#appointment = this.#around.list()?.appointment
    this.#open = true
    this.choose(files)
  }

  choose(files: readonly File[]): void {
    if (this.#upload && this.#upload.state !== 'refused') return
    if (this.#upload) void this.#upload.remove()
    this.#upload = undefined
    this.#several = files.length > 1
    if (files.length === 1) this.#file = files[0]
    this.#around.changed()
  }

  setSensitivity(sensitivity: Sensitivity): void {
    this.#sensitivity = sensitivity
    this.#around.changed()
  }

  setDay(day: string): void {
    this.#day = day
    this.#dayTrouble = undefined
    this.#around.changed()
  }

  setPlace(appointment: string | undefined): void {
    this.#appointment = appointment
    this.#around.changed()
  }

  send(): void {
    const list = this.#around.list()
    const file = this.#file
    if (!list || !file || !this.ready) return
    const expiresAt = endOfDay(this.#day)
    this.#dayTrouble = expiresAt && troubleOf(expiresAt)
    if (this.#dayTrouble === undefined)
      [this.#upload] = list.upload([file], {
        sensitivity: this.#sensitivity,
        expiresAt,
        appointment: this.#appointment,
      })
    this.#around.changed()
  }

  /** Gives the upload up, if there is one, and closes. */
  cancel(): void {
    if (this.#upload && this.#upload.state !== 'ready') this.#upload.remove().catch(() => {})
    this.close()
  }

  /** Closes; what is on its way goes on. */
  close(): void {
    if (!this.#open) return
    this.#open = false
    this.#file = undefined
    this.#several = false
    this.#day = ''
    this.#dayTrouble = undefined
    this.#upload = undefined
    this.#around.closed()
  }
}

function troubleOf(expiresAt: Date): DayTrouble | undefined {
  const now = new Date()
  if (expiresAt <= now) return 'past'
  return expiresAt.getFullYear() > now.getFullYear() + mostYears ? 'far' : undefined
}
