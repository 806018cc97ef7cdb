import { FileTypeParser } from 'file-type'
import { AbstractTokenizer, EndOfStreamError, type IReadChunkOptions } from 'strtok3/core'
import { OutOfReach, type Source } from './source.ts'

/** What the `file-type` library detects in the pages already fetched; undefined when they are not enough. */
export async function secondOpinion(source: Source): Promise<{ ext: string; mime: string } | undefined> {
  try {
    return await new FileTypeParser().fromTokenizer(new KnownBytes(source))
  } catch {
    // The detector wanted bytes that were not fetched, or could not parse them.
    return undefined
  }
}

/** Gives the detector the fetched bytes; throws `OutOfReach` for all others. */
class KnownBytes extends AbstractTokenizer {
  override fileInfo: { size: number }
  readonly #source: Source

  constructor(source: Source) {
    super()
    this.#source = source
    this.fileInfo = { size: source.size }
  }

  override supportsRandomAccess(): boolean {
    return true
  }

  setPosition(position: number): void {
    this.position = position
  }

  override async readBuffer(target: Uint8Array, options?: IReadChunkOptions): Promise<number> {
    const from = options?.position ?? this.position
    const read = await this.peekBuffer(target, options)
    this.position = from + read
    return read
  }

  override async peekBuffer(target: Uint8Array, options?: IReadChunkOptions): Promise<number> {
    const { length, position, mayBeLess } = this.normalizeOptions(target, options)
    const bytes = this.#source.known(position, length)
    if (bytes === undefined) throw new OutOfReach()
    if (bytes.length < length && !mayBeLess) throw new EndOfStreamError()
    target.set(bytes)
    return bytes.length
  }
}
