/** Random numbers from a seed (mulberry32, public domain): the same seed gives the same run. */
export function randomness(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

/** The texts with which structures of the formats begin. Their fields follow within a hundred bytes. */
const landmarks = [
  'PK\x01\x02',
  'PK\x03\x04',
  'PK\x05\x06',
  'PK\x06\x06',
  'PK\x06\x07',
  'IHDR',
  '\xff\xc0',
  '\xff\xe1',
  'Exif\0\0',
  'startxref',
  '%PDF-',
  '<Override',
  'W\0o\0r\0d\0',
  'R\0o\0o\0t\0',
  'P\0o\0w\0e\0r\0',
].map((text) => Buffer.from(text, 'latin1'))

type Random = ReturnType<typeof randomness>
type Mutation = (content: Buffer, random: Random, other: Buffer) => Buffer

/** Draws an offset in a file, mostly within one of its structures. */
function place(content: Buffer, random: Random): number {
  const choice = random(10)
  const landmark = landmarks[random(landmarks.length)]
  const found = landmark ? content.indexOf(landmark, random(content.length)) : -1
  const last = landmark ? content.lastIndexOf(landmark) : -1
  if (choice < 4 && found >= 0) return Math.min(content.length - 1, found + random(60))
  if (choice < 7 && last >= 0) return Math.min(content.length - 1, last + random(130))
  if (choice < 8) return Math.min(content.length - 1, random(600))
  if (choice < 9) return Math.max(0, content.length - 1 - random(200))
  return random(content.length)
}

function numberFor(content: Buffer, random: Random): number {
  const size = content.length
  const telling = [0, 1, 2, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0xffffffff, 0xfffffffe, 0xfffffffa]
  const near = [size, size - 1, size + 1, size - 22, Math.floor(size / 2), Math.ceil(size / 512)]
  const all = [...telling, ...near, random(size), random(2 ** 32), random(64)]
  return (all[random(all.length)] ?? 0) >>> 0
}

const setNumber: Mutation = (content, random) => {
  const at = place(content, random)
  const width = Math.min([1, 2, 4][random(3)] ?? 1, content.length - at)
  const value = numberFor(content, random) % 2 ** (8 * width)
  if (random(2) === 0) content.writeUIntLE(value, at, width)
  else content.writeUIntBE(value, at, width)
  return content
}

const flipBit: Mutation = (content, random) => {
  const at = place(content, random)
  content.writeUInt8(content.readUInt8(at) ^ (1 << random(8)), at)
  return content
}

const cutOff: Mutation = (content, random) => content.subarray(0, Math.max(1, place(content, random)))

const cutOut: Mutation = (content, random) => {
  const at = place(content, random)
  return Buffer.concat([content.subarray(0, at), content.subarray(at + 1 + random(600))])
}

const repeat: Mutation = (content, random) => {
  const at = place(content, random)
  const block = content.subarray(at, at + 1 + random(600))
  return Buffer.concat([content.subarray(0, at), block, content.subarray(at)])
}

const move: Mutation = (content, random) => {
  const from = place(content, random)
  content.copyWithin(place(content, random), from, from + 1 + random(200))
  return content
}

const graft: Mutation = (content, random, other) => {
  const at = place(content, random)
  const from = place(other, random)
  const middle = other.subarray(from, random(3) === 0 ? other.length : from + random(2000))
  return Buffer.concat([
    content.subarray(0, at),
    middle,
    content.subarray(random(2) === 0 ? at : content.length),
  ])
}

const append: Mutation = (content, random, other) =>
  Buffer.concat([content, other.subarray(random(2) * random(600))])

const mutations = [
  setNumber,
  setNumber,
  setNumber,
  setNumber,
  flipBit,
  cutOff,
  cutOut,
  repeat,
  move,
  graft,
  append,
]

/** Gives a copy of a file with one to four mutations. */
export function mutate(content: Buffer, random: Random, other: Buffer): Buffer {
  let mutated = Buffer.from(content)
  for (let count = 1 + random(4); count > 0 && mutated.length > 0; count -= 1) {
    const change = mutations[random(mutations.length)] ?? flipBit
    mutated = Buffer.from(change(mutated, random, other))
  }
  return mutated
}
