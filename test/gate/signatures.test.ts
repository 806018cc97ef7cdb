import { randomBytes, randomInt } from 'node:crypto'
import { expect, test } from 'vitest'
import { signaturesIn } from '../../server/src/domain/gate/signatures.ts'
import { KB, repeated } from './hostile.ts'

/*
 * What the gate's search for signatures finds is what these patterns find at every place of a content. The search looks
 * at bytes, because the patterns take ten times as long.
 */

const zip = [
  'PK\\x03\\x04[^]{4}[\\0-\\x63]\\0',
  'PK\\x01\\x02[^]{6}[\\0-\\x63]\\0',
  'PK\\x05\\x06(?:\\0\\0|\\xff\\xff){2}[^]{14}',
  '7z\\xbc\\xaf\\x27\\x1c',
  'Rar!\\x1a\\x07',
  'MSCF\\0{4}',
  'MSWIM\\0{3}',
  '\\xfd7zXZ\\0',
  'xar!\\0',
  'BZh[1-9]1AY&SY',
  '070707[0-7]{12}(?:0[1246]|1[024])[0-7]{56}',
  '07070[12][0-9A-Fa-f]{8}0000[1-9A-Ca-c][0-9A-Fa-f]{75}00000[0-9A-Fa-f]{11}',
]
const gzip = '\\x1f\\x8b\\x08[\\0-\\x1f][^]{4}[\\0\\x02\\x04][\\0-\\x0d\\xff]'
const model = new RegExp(`(?=(${zip.join('|')})|(\\x01CD001\\x01)|(ustar)|(${gzip}))`, 'g')

const modelled = (bytes: Buffer) =>
  Array.from(bytes.toString('latin1').matchAll(model), ({ index, 1: archive, 2: disc, 3: tape }) => ({
    at: index,
    kind: archive !== undefined ? 'zip' : disc !== undefined ? 'iso' : tape !== undefined ? 'tar' : 'gzip',
  }))

const hex = '0123456789abcdefABCDEF'
const drawn = <One>(all: ArrayLike<One>): One => all[randomInt(all.length)] as One
const digits = (count: number, of: string) => Array.from({ length: count }, () => drawn(of)).join('')

/** Signatures of every kind, whole ones and such that are wrong in one byte or cut. */
function planted(): Buffer {
  const version = () => String.fromCharCode(drawn([0, 20, 0x63, 0x64]))
  const whole = drawn([
    () => `PK\x03\x04${digits(4, 'ab')}${version()}${drawn('\0\0\x01')}`,
    () => `PK\x01\x02${digits(6, 'ab')}${version()}${drawn('\0\0\x01')}`,
    () =>
      `PK\x05\x06${drawn(['\0\0', '\xff\xff', '\0\xff'])}${drawn(['\0\0', '\xff\xff'])}${digits(14, 'ab')}`,
    () => '7z\xbc\xaf\x27\x1c',
    () => 'Rar!\x1a\x07',
    () => 'MSCF\0\0\0\0',
    () => 'MSWIM\0\0\0',
    () => '\xfd7zXZ\0',
    () => 'xar!\0',
    () => `BZh${drawn('0123456789:')}1AY&SY`,
    () =>
      `070707${digits(12, '01234567')}${drawn(['01', '02', '04', '06', '10', '12', '14', '03', '16'])}${digits(56, '01234567')}`,
    () =>
      `07070${drawn('0123')}${digits(8, hex)}0000${drawn('0123456789ABCDEFabcdef')}${digits(75, hex)}00000${digits(11, hex)}`,
    () => '\x01CD001\x01',
    () => 'ustar',
    () =>
      `\x1f\x8b\x08${drawn('\0\x08\x1f\x20')}${digits(4, 'ab')}${drawn('\0\x01\x02\x04')}${drawn('\0\x03\x0d\x0e\xff')}`,
  ])()
  const bytes = Buffer.from(whole, 'latin1')
  const fault = randomInt(6)
  if (fault === 0) bytes[randomInt(bytes.length)] = randomInt(256)
  return fault === 1 ? bytes.subarray(0, randomInt(bytes.length)) : bytes
}

/** Bytes of which many occur in signatures. */
const alike = (length: number) =>
  Buffer.from(Array.from({ length }, () => drawn(Buffer.from('PK\x03\x04\x1f\x8b\x0807ustar\0', 'latin1'))))

test('random contents with signatures, whole, damaged and cut, next to each other and apart, at once and in parts', () => {
  let found = 0
  for (let round = 0; round < 3000; round += 1) {
    const parts = Array.from({ length: 1 + randomInt(12) }, () =>
      drawn([planted, planted, () => randomBytes(randomInt(40)), () => alike(randomInt(40))])(),
    )
    const content = Buffer.concat(parts)
    const expected = modelled(content)
    found += expected.length
    expect([...signaturesIn(content)], content.toString('hex')).toEqual(expected)
    const cuts = [0, randomInt(content.length + 1), randomInt(content.length + 1)].sort((a, b) => a - b)
    const inParts = cuts.flatMap((from, part) => [...signaturesIn(content, from, cuts[part + 1])])
    expect(inParts, `${cuts} of ${content.toString('hex')}`).toEqual(expected)
  }
  expect(found).toBeGreaterThan(3000)
})

test('signatures at the very beginning, at the very end, and one byte short', () => {
  for (let round = 0; round < 1000; round += 1) {
    const one = planted()
    for (const content of [one, one.subarray(0, -1), one.subarray(1), Buffer.concat([one, Buffer.of(0)])])
      expect([...signaturesIn(content)], content.toString('hex')).toEqual(modelled(content))
  }
})

test.each(Object.entries(repeated(64 * KB)))('nothing but %s', (_, content) => {
  expect([...signaturesIn(content)]).toEqual(modelled(content))
})
