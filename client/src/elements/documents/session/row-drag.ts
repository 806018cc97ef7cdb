import type { SessionMaterial } from '../../../documents/session.ts'
import type { CardActs } from './card-acts.ts'

/** Moves rows by dragging them. The menu of each row does the same without. */
export class RowDrag {
  readonly #material: () => SessionMaterial | undefined
  readonly #acts: CardActs
  readonly #changed: () => void
  #dragged: string | undefined
  #target: { readonly id: string; readonly after: boolean } | undefined

  constructor(material: () => SessionMaterial | undefined, acts: CardActs, changed: () => void) {
    this.#material = material
    this.#acts = acts
    this.#changed = changed
  }

  /** The class of a row while something is dragged over it. */
  lookOf(id: string): string {
    if (this.#dragged === id) return 'dragged'
    if (this.#target?.id !== id) return ''
    return this.#target.after ? 'drop-after' : 'drop-before'
  }

  start(event: DragEvent, id: string): void {
    this.#dragged = id
    if (!event.dataTransfer) return
    event.dataTransfer.effectAllowed = 'move'
    // Firefox drags nothing without data. A name would reach other pages.
    event.dataTransfer.setData('application/x-chairside-row', '')
  }

  over(event: DragEvent, id: string): void {
    if (this.#dragged === undefined || !(event.currentTarget instanceof Element)) return
    event.preventDefault()
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'move'
    const { top, height } = event.currentTarget.getBoundingClientRect()
    const after = event.clientY > top + height / 2
    if (this.#target?.id === id && this.#target.after === after) return
    this.#target = { id, after }
    this.#changed()
  }

  drop(event: DragEvent): void {
    const documents = this.#material()?.documents ?? []
    const one = documents.find(({ id }) => id === this.#dragged)
    const target = this.#target
    if (!one || !target) return
    event.preventDefault()
    this.end()
    const others = documents.filter(({ id }) => id !== one.id)
    const at = others.findIndex(({ id }) => id === target.id)
    if (at >= 0) void this.#acts.move(one, at + (target.after ? 1 : 0))
  }

  end(): void {
    this.#dragged = undefined
    this.#target = undefined
    this.#changed()
  }
}
