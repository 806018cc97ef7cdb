import { MB } from '@chairside/protocol'
import { grownPdf } from './samples.ts'

/** A file on a slow device. A reader gets its bytes only as far as the test allows. */
export interface Trickle {
  /** What the person picks. */
  readonly source: { readonly name: string; readonly blob: Blob }
  /** Allows all bytes before byte `to`; without `to`, all bytes of the file. */
  flow(to?: number): void
}

/** How many bytes the device gives so far, and the readers that wait for more. */
class Tap {
  #open = 0
  #waiting: (() => void)[] = []

  turn(to: number): void {
    this.#open = to
    for (const go of this.#waiting.splice(0)) go()
  }

  /** Waits until byte `byte` may be read. Gives the end of the bytes that may be read then. */
  async beyond(byte: number): Promise<number> {
    while (this.#open <= byte) await new Promise<void>((go) => this.#waiting.push(go))
    return this.#open
  }
}

class SlowBlob extends Blob {
  readonly #from: number
  readonly #tap: Tap

  constructor(bytes: Blob, from: number, tap: Tap) {
    super([bytes])
    this.#from = from
    this.#tap = tap
  }

  override slice(start = 0, end = this.size): Blob {
    return new SlowBlob(super.slice(start, end), this.#from + start, this.#tap)
  }

  override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    let at = 0
    return new ReadableStream({
      pull: async (controller) => {
        const open = (await this.#tap.beyond(this.#from + at)) - this.#from
        const part = super.slice(at, Math.min(open, at + MB / 4))
        controller.enqueue(new Uint8Array(await part.arrayBuffer()))
        at += part.size
        if (at >= this.size) controller.close()
      },
    })
  }
}

/** A PDF of `size` bytes on a slow device that gives nothing yet. */
export function trickle(size: number, name: string): Trickle {
  const tap = new Tap()
  return {
    source: { name, blob: new SlowBlob(grownPdf(size, name), 0, tap) },
    flow: (to = size) => tap.turn(to),
  }
}
