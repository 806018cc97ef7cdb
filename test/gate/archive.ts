import { crc32, deflateRawSync } from 'node:zlib'

/** One file of an archive. Most fields make something wrong with it. */
export interface Part {
  readonly name: string
  readonly content?: string | Buffer
  /** 8 (the default) is deflated, 0 is stored. */
  readonly method?: number
  /** The name in the local header, if it differs. */
  readonly localName?: string
  readonly flags?: number
  /** The Unix mode and file type. */
  readonly mode?: number
  /** The unpacked size and the checksum that the headers say. */
  readonly unpacked?: number
  readonly crc?: number
  /** Whether the central directory leaves it out. */
  readonly orphan?: boolean
  /** Whether its checksum and sizes stand in a data descriptor behind it, not in its local header. */
  readonly described?: boolean
  /** Flags, method and packed size that only the local header says. */
  readonly local?: { readonly flags?: number; readonly method?: number; readonly size?: number }
  /** Extra fields of the directory and of the local header. */
  readonly extra?: Buffer
  readonly localExtra?: Buffer
  /** Bytes behind the file that belong to no structure. */
  readonly behind?: Buffer
}

export interface ArchiveOptions {
  readonly before?: Buffer
  readonly comment?: Buffer
  /** Offsets count from the start of `before`, not from its end. */
  readonly absolute?: boolean
  /** Sizes and offsets stand only in ZIP64 records. */
  readonly wide?: boolean
  /** The directory lists the last file first. */
  readonly reversed?: boolean
}

const none = Buffer.alloc(0)

/** A ZIP archive by APPNOTE.TXT, with the mistakes that `parts` and `options` ask for. */
export function archive(parts: readonly Part[], options: ArchiveOptions = {}): Buffer {
  const { before = none, comment = none, absolute = false, wide = false, reversed = false } = options
  const base = absolute ? before.length : 0
  const locals: Buffer[] = []
  const listed: Buffer[] = []
  let at = 0
  for (const part of parts) {
    const content = Buffer.from(part.content ?? '')
    const method = part.method ?? 8
    const packed = method === 8 ? deflateRawSync(content) : content
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(part.flags ?? (part.described ? 8 : 0), 2)
    common.writeUInt16LE(method, 4)
    common.writeUInt32LE(part.crc ?? crc32(content), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(part.unpacked ?? content.length, 18)
    const localName = Buffer.from(part.localName ?? part.name)
    common.writeUInt16LE(localName.length, 22)
    if (!part.orphan) listed.push(entryOf(part, common, base + at, wide))
    const { localExtra = none, behind = none } = part
    const descriptor = part.described ? descriptorOf(common) : none
    const local = Buffer.concat([localOf(part, common), localName, localExtra, packed, descriptor, behind])
    locals.push(local)
    at += local.length
  }
  if (reversed) listed.reverse()
  const directory = Buffer.concat(listed)
  const end = endOf(listed.length, directory.length, base + at, comment, wide)
  return Buffer.concat([before, ...locals, directory, end])
}

function localOf({ described, local = {}, localExtra }: Part, common: Buffer): Buffer {
  const header = Buffer.concat([Buffer.from('PK\x03\x04'), common])
  if (described) header.fill(0, 14, 26)
  if (local.flags !== undefined) header.writeUInt16LE(local.flags, 6)
  if (local.method !== undefined) header.writeUInt16LE(local.method, 8)
  if (local.size !== undefined) header.writeUInt32LE(local.size, 18)
  header.writeUInt16LE(localExtra?.length ?? 0, 28)
  return header
}

const descriptorOf = (common: Buffer): Buffer =>
  Buffer.concat([Buffer.from('PK\x07\x08'), common.subarray(10, 22)])

function entryOf(part: Part, common: Buffer, offset: number, wide: boolean): Buffer {
  const name = Buffer.from(part.name)
  const extra = wide ? Buffer.alloc(12) : Buffer.from(part.extra ?? none)
  const entry = Buffer.alloc(46)
  entry.write('PK\x01\x02', 'latin1')
  entry.writeUInt16LE(0x0314, 4)
  common.copy(entry, 6)
  entry.writeUInt16LE(name.length, 28)
  entry.writeUInt16LE(extra.length, 30)
  entry.writeUInt32LE(((part.mode ?? 0) << 16) >>> 0, 38)
  entry.writeUInt32LE(wide ? 0xffffffff : offset, 42)
  if (wide) {
    extra.writeUInt16LE(1, 0)
    extra.writeUInt16LE(8, 2)
    extra.writeBigUInt64LE(BigInt(offset), 4)
  }
  return Buffer.concat([entry, name, extra])
}

function endOf(count: number, size: number, offset: number, comment: Buffer, wide: boolean): Buffer {
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(wide ? 0xffff : count, 8)
  end.writeUInt16LE(wide ? 0xffff : count, 10)
  end.writeUInt32LE(wide ? 0xffffffff : size, 12)
  end.writeUInt32LE(wide ? 0xffffffff : offset, 16)
  end.writeUInt16LE(comment.length, 20)
  if (!wide) return Buffer.concat([end, comment])
  const record = Buffer.alloc(76)
  record.write('PK\x06\x06', 'latin1')
  record.writeBigUInt64LE(44n, 4)
  record.writeBigUInt64LE(BigInt(count), 24)
  record.writeBigUInt64LE(BigInt(count), 32)
  record.writeBigUInt64LE(BigInt(size), 40)
  record.writeBigUInt64LE(BigInt(offset), 48)
  record.write('PK\x06\x07', 56, 'latin1')
  record.writeBigUInt64LE(BigInt(offset + size), 64)
  record.writeUInt32LE(1, 72)
  return Buffer.concat([record, end, comment])
}
