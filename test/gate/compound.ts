/** An entry of the root of a compound file. */
export interface Child {
  readonly name: string
  readonly kind?: 'stream' | 'storage'
  readonly content?: Buffer
}

export interface CompoundOptions {
  /** The class id of the root, as 32 hexadecimal digits. */
  readonly clsid?: string
  /** Bytes of a sector: 512, or 4096 in version 4. */
  readonly sector?: number
}

const free = 0xffffffff
const end = 0xfffffffe

/**
 * A compound file by MS-CFB: header, one FAT sector, directory, streams. Every stream has at least 4,096 bytes, so that
 * no stream needs small sectors.
 */
export function compound(children: readonly Child[], { clsid, sector = 512 }: CompoundOptions = {}): Buffer {
  const entries = [entryOf('Root Entry', 5, { child: children.length > 0 ? 1 : free, clsid })]
  const directorySectors = Math.ceil(((children.length + 1) * 128) / sector)
  const fat = Buffer.alloc(sector, 0xff)
  const chain = (first: number, count: number): void => {
    for (let index = 0; index < count; index += 1) {
      fat.writeUInt32LE(index === count - 1 ? end : first + index + 1, (first + index) * 4)
    }
  }
  fat.writeUInt32LE(0xfffffffd, 0)
  chain(1, directorySectors)
  let next = 1 + directorySectors
  const contents: Buffer[] = []
  children.forEach(({ name, kind = 'stream', content = Buffer.alloc(0) }, index) => {
    const right = index + 1 < children.length ? index + 2 : free
    if (kind === 'storage') {
      entries.push(entryOf(name, 1, { right }))
      return
    }
    const size = Math.max(4096, Math.ceil(content.length / sector) * sector)
    const padded = Buffer.alloc(size)
    content.copy(padded)
    contents.push(padded)
    entries.push(entryOf(name, 2, { right, start: next, size }))
    chain(next, size / sector)
    next += size / sector
  })
  const directory = Buffer.alloc(directorySectors * sector)
  Buffer.concat(entries).copy(directory)
  return Buffer.concat([headerOf(sector), fat, directory, ...contents])
}

function headerOf(sector: number): Buffer {
  const header = Buffer.alloc(sector)
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(header)
  header.writeUInt16LE(0x3e, 24)
  header.writeUInt16LE(sector === 512 ? 3 : 4, 26)
  header.writeUInt16LE(0xfffe, 28)
  header.writeUInt16LE(Math.log2(sector), 30)
  header.writeUInt16LE(6, 32)
  header.writeUInt32LE(1, 44)
  header.writeUInt32LE(1, 48)
  header.writeUInt32LE(4096, 56)
  header.writeUInt32LE(end, 60)
  header.writeUInt32LE(end, 68)
  header.fill(0xff, 76, 512)
  header.writeUInt32LE(0, 76)
  return header
}

function entryOf(
  name: string,
  type: number,
  { right = free, child = free, start = end, size = 0, clsid = '' }: EntryOptions,
): Buffer {
  const entry = Buffer.alloc(128)
  entry.write(name, 'utf16le')
  entry.writeUInt16LE((name.length + 1) * 2, 64)
  entry.writeUInt8(type, 66)
  entry.writeUInt32LE(free, 68)
  entry.writeUInt32LE(right, 72)
  entry.writeUInt32LE(child, 76)
  entry.write(clsid, 80, 'hex')
  entry.writeUInt32LE(start, 116)
  entry.writeUInt32LE(size, 120)
  return entry
}

interface EntryOptions {
  readonly right?: number
  readonly child?: number
  readonly start?: number
  readonly size?: number
  readonly clsid?: string | undefined
}

/** The beginning of a Word document (MS-DOC FibBase) with the flags `bits`. */
export function fib(bits = 0, magic = 0xa5ec): Buffer {
  const bytes = Buffer.alloc(32)
  bytes.writeUInt16LE(magic, 0)
  bytes.writeUInt16LE(bits, 10)
  return bytes
}

export const word = (bits?: number, more: readonly Child[] = []): Buffer =>
  compound([{ name: 'WordDocument', content: fib(bits) }, ...more])
