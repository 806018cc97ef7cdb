import { word } from './compound.ts'

/* A Word file with a macro that scanners recognise, by MS-OVBA: 2.3.4.2 (dir stream), 2.4.1 (compressed container). */

const number = (value: number, bytes: 2 | 4): Buffer => {
  const buffer = Buffer.alloc(bytes)
  buffer.writeUIntLE(value, 0, bytes)
  return buffer
}

const record = (id: number, content: string | Buffer = ''): Buffer => {
  const bytes = Buffer.from(content)
  return Buffer.concat([number(id, 2), number(bytes.length, 4), bytes])
}

/** A compressed container of one chunk with literal bytes only: before every eight bytes a flag byte of zeros. */
function container(content: Buffer): Buffer {
  const tokens: Buffer[] = []
  for (let at = 0; at < content.length; at += 8) tokens.push(Buffer.from([0]), content.subarray(at, at + 8))
  const data = Buffer.concat(tokens)
  return Buffer.concat([Buffer.from([1]), number(0xb000 | (data.length - 1), 2), data])
}

const moduleName = 'ThisDocument'
const wideName = Buffer.from(moduleName, 'utf16le')

const project = Buffer.concat([
  record(0x01, number(1, 4)),
  record(0x02, number(0x409, 4)),
  record(0x14, number(0x409, 4)),
  record(0x03, number(1252, 2)),
  record(0x04, 'Project'),
  ...[0x05, 0x40, 0x06, 0x3d].map((id) => record(id)),
  record(0x07, number(0, 4)),
  record(0x08, number(0, 4)),
  // The length of the version record does not count its second number.
  Buffer.concat([number(0x09, 2), number(4, 4), number(1, 4), number(1, 2)]),
  record(0x0c),
  record(0x3c),
])

const modules = Buffer.concat([
  record(0x0f, number(1, 2)),
  record(0x13, number(0xffff, 2)),
  record(0x19, moduleName),
  record(0x47, wideName),
  record(0x1a, moduleName),
  record(0x32, wideName),
  record(0x1c),
  record(0x48),
  record(0x31, number(0, 4)),
  record(0x1e, number(0, 4)),
  record(0x2c, number(0xffff, 2)),
  ...[0x22, 0x2b, 0x10].map((id) => record(id)),
])

export const letterWithMacros = (): Buffer =>
  word(0, [
    { name: 'Macros', kind: 'storage' },
    { name: 'dir', content: container(Buffer.concat([project, modules])) },
    { name: moduleName, content: container(Buffer.from('Sub AutoOpen()\r\nMsgBox "Hello"\r\nEnd Sub\r\n')) },
  ])
