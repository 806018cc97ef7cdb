import { segment } from './pictures.ts'

/** A box of an MP4 film: size, name, content. */
function box(name: string, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(body.length + 8)
  head.write(name, 4, 'latin1')
  return Buffer.concat([head, body])
}

/** A film without pictures. Its user data have a location as QuickTime and as 3GPP write it. */
export function film({ place = true, padding = 3000 } = {}): Buffer {
  const text = Buffer.from('+48.1486+017.1077/')
  const length = Buffer.alloc(4)
  length.writeUInt16BE(text.length)
  length.writeUInt16BE(0x15c7, 2)
  const loci = Buffer.alloc(4 + 2 + 11 + 1 + 12 + 2)
  loci.writeUInt16BE(0x15c7, 4)
  loci.write('Bratislava\0', 6, 'latin1')
  loci.writeInt32BE(17.1077 * 65536, 18)
  loci.writeInt32BE(48.1486 * 65536, 22)
  const header = Buffer.alloc(100)
  header.writeUInt32BE(1000, 12)
  header.writeUInt32BE(3000, 16)
  const user = box('udta', box('\xa9xyz', length, text), box('loci', loci))
  return Buffer.concat([
    box('ftyp', Buffer.from('isom\0\0\x02\0isomiso2mp41', 'latin1')),
    box('mdat', Buffer.alloc(padding, 0xa5)),
    box('moov', box('mvhd', header), ...(place ? [user] : [])),
  ])
}

/** A photo with a film behind it. Its XMP says so as that of Google's phones does. */
export function motionPhoto(photo: Buffer, behind: Buffer): Buffer {
  const words =
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' +
    '<rdf:Description rdf:about="" xmlns:GCamera="http://ns.google.com/photos/1.0/camera/" GCamera:MicroVideo="1" ' +
    `GCamera:MicroVideoVersion="1" GCamera:MicroVideoOffset="${behind.length}"/></rdf:RDF></x:xmpmeta>`
  const xmp = segment(0xe1, Buffer.from(`http://ns.adobe.com/xap/1.0/\0${words}`))
  return Buffer.concat([photo.subarray(0, 2), xmp, photo.subarray(2), behind])
}

/** What a Samsung camera writes behind a photo: blocks, and at the very end a list of them. */
export function samsung(blocks: readonly (readonly [type: number, name: string, data: Buffer])[]): Buffer {
  const parts: Buffer[] = []
  const list: Buffer[] = []
  for (const [type, name, data] of blocks) {
    const head = Buffer.alloc(8)
    head.writeUInt16LE(type, 2)
    head.writeUInt32LE(name.length, 4)
    const part = Buffer.concat([head, Buffer.from(name, 'latin1'), data])
    parts.push(part)
    const entry = Buffer.alloc(12)
    entry.writeUInt16LE(type, 2)
    entry.writeUInt32LE(part.length, 8)
    list.push(entry)
  }
  // Each entry has the distance from the beginning of its block to the list.
  let behind = 0
  for (const [index, part] of [...parts.entries()].reverse()) {
    behind += part.length
    list[index]?.writeUInt32LE(behind, 4)
  }
  const head = Buffer.from('SEFH\x6b\0\0\0\0\0\0\0', 'latin1')
  head.writeUInt32LE(list.length, 8)
  const directory = Buffer.concat([head, ...list])
  const end = Buffer.from('\0\0\0\0SEFT', 'latin1')
  end.writeUInt32LE(directory.length)
  return Buffer.concat([...parts, directory, end])
}

/** Two pictures in one file. The first contains the list of both (CIPA DC-007). */
export function multiPicture(first: Buffer, second: Buffer): Buffer {
  const list = Buffer.alloc(4 + 8 + 2 + 3 * 12 + 4 + 32)
  list.write('MPF\0MM\0*\0\0\0\x08', 'latin1')
  const field = (index: number, tag: number, type: number, count: number, value: number | string) => {
    const at = 14 + index * 12
    list.writeUInt16BE(tag, at)
    list.writeUInt16BE(type, at + 2)
    list.writeUInt32BE(count, at + 4)
    if (typeof value === 'string') list.write(value, at + 8, 'latin1')
    else list.writeUInt32BE(value, at + 8)
  }
  list.writeUInt16BE(3, 12)
  field(0, 0xb000, 7, 4, '0100')
  field(1, 0xb001, 4, 1, 2)
  field(2, 0xb002, 7, 32, 50)
  const segmented = segment(0xe2, list)
  const length = first.length + segmented.length
  list.writeUInt32BE(0x20030000, 54)
  list.writeUInt32BE(length, 58)
  list.writeUInt32BE(0x00010001, 70)
  list.writeUInt32BE(second.length, 74)
  // Offsets count from the header of the list, which stands behind start, marker, length and name.
  list.writeUInt32BE(length - 10, 78)
  return Buffer.concat([first.subarray(0, 2), segment(0xe2, list), first.subarray(2), second])
}
