import { MB } from '@chairside/protocol'
import { readable } from '../../upload/source.ts'

/** A file of at most so many bytes is copied when it is chosen. */
const smallBytes = 8 * MB
/** Copies take at most so many bytes of the page's memory; the oldest are dropped first. */
const allBytes = 40 * MB

/**
 * Copies of files in memory. A phone may give a chosen file another time stamp (Android's photo picker, cloud drives), and
 * the browser then refuses to read it: its copy can still be sent.
 */
export class Copies {
  readonly #copies = new Map<File, Promise<File>>()
  /** Files that the device once refused, by name and size: they are copied next time, whatever their size. */
  readonly #refused = new Set<string>()

  /** Copies files that were just chosen. `lost`: files whose bytes the device refused before. */
  take(files: readonly File[], lost: readonly Named[] = []): void {
    for (const one of lost) this.#refused.add(keyOf(one))
    for (const file of files) {
      const isRefused = this.#refused.has(keyOf(file))
      if (this.#copies.has(file) || (file.size > smallBytes && !isRefused)) continue
      this.#copies.set(file, copyOf(file))
    }
    this.#bound()
  }

  /** Gives those of the files that cannot be read any more, and remembers them as refused. */
  async refuse(files: readonly File[]): Promise<readonly File[]> {
    const given = await Promise.all(files.map(async (file) => readable(await this.of(file), 0)))
    const gone = files.filter((_, at) => !given[at])
    for (const file of gone) this.#refused.add(keyOf(file))
    return gone
  }

  /** Gives the copy of a file if there is one; else the chosen file. */
  async of(file: File): Promise<File> {
    return (await this.#copies.get(file)) ?? file
  }

  #bound(): void {
    let bytes = [...this.#copies.keys()].reduce((sum, { size }) => sum + size, 0)
    for (const file of this.#copies.keys()) {
      // The newest one stays, whatever its size.
      if (bytes <= allBytes || this.#copies.size === 1) return
      this.#copies.delete(file)
      bytes -= file.size
    }
  }
}

type Named = Pick<File, 'name' | 'size'>

const keyOf = ({ name, size }: Named): string => `${size} ${name}`

// If the file cannot be read, the sending tells it.
async function copyOf(file: File): Promise<File> {
  const { name, type, lastModified } = file
  const bytes = await file.arrayBuffer().catch(() => undefined)
  return bytes ? new File([bytes], name, { type, lastModified }) : file
}
