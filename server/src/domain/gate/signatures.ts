/*
 * By what archive programs find archives inside other files. ZIP: APPNOTE.TXT 4.3.7, 4.3.12, 4.3.16. TAR: POSIX.1-2017,
 * pax, ustar. ISO 9660: ECMA-119, 8.1. gzip: RFC 1952, 2.3. xz: file format 1.2.1, 2.1.1. 7z, RAR, CAB (MS-CAB 2.1), WIM,
 * XAR, bzip2 and cpio by their signatures.
 */

/** `zip` is every archive that needs no proof beyond its signature. */
type Kind = 'zip' | 'iso' | 'tar' | 'gzip'

export interface Signature {
  readonly at: number
  readonly kind: Kind
}

/** The bytes that may stand at one place. */
type Place = ReadonlySet<number>

const bytes = Array.from({ length: 0x100 }, (_, byte) => byte)

const fixed = (text: string): Place[] => Array.from(Buffer.from(text, 'latin1'), (byte) => new Set([byte]))
const any = (count: number): Place[] => Array<Place>(count).fill(new Set(bytes))
const oneOf = (characters: string, count = 1): Place[] =>
  Array<Place>(count).fill(new Set(Buffer.from(characters, 'latin1')))
const upTo = (last: number): string => String.fromCharCode(...Array(last + 1).keys())

const octal = '01234567'
const hex = '0123456789ABCDEFabcdef'
const volumes = ['\0\0\0\0', '\0\0\xff\xff', '\xff\xff\0\0', '\xff\xff\xff\xff']
// The kind of the first file comes early, so that a row of digits is not searched over and over.
const oldFiles = [fixed('0').concat(oneOf('1246')), fixed('1').concat(oneOf('024'))]

const signatures: readonly (readonly [Kind, readonly Place[]])[] = [
  ['zip', [...fixed('PK\x03\x04'), ...any(4), ...oneOf(upTo(0x63)), ...fixed('\0')]],
  ['zip', [...fixed('PK\x01\x02'), ...any(6), ...oneOf(upTo(0x63)), ...fixed('\0')]],
  ...volumes.map((volume) => ['zip', [...fixed(`PK\x05\x06${volume}`), ...any(14)]] as const),
  ['zip', fixed('7z\xbc\xaf\x27\x1c')],
  ['zip', fixed('Rar!\x1a\x07')],
  ['zip', fixed('MSCF\0\0\0\0')],
  ['zip', fixed('MSWIM\0\0\0')],
  ['zip', fixed('\xfd7zXZ\0')],
  ['zip', fixed('xar!\0')],
  ['zip', [...fixed('BZh'), ...oneOf('123456789'), ...fixed('1AY&SY')]],
  ...oldFiles.map(
    (file) => ['zip', [...fixed('070707'), ...oneOf(octal, 12), ...file, ...oneOf(octal, 56)]] as const,
  ),
  [
    'zip',
    [
      ...fixed('07070'),
      ...oneOf('12'),
      ...oneOf(hex, 8),
      ...fixed('0000'),
      ...oneOf('123456789ABCabc'),
      ...oneOf(hex, 75),
      ...fixed('00000'),
      ...oneOf(hex, 11),
    ],
  ],
  ['iso', fixed('\x01CD001\x01')],
  ['tar', fixed('ustar')],
  [
    'gzip',
    [
      ...fixed('\x1f\x8b\x08'),
      ...oneOf(upTo(0x1f)),
      ...any(4),
      ...oneOf('\0\x02\x04'),
      ...oneOf(`${upTo(0x0d)}\xff`),
    ],
  ],
]

/** The first bytes of a signature that are looked up as one number. None has fewer. */
const headBytes = 4
/** Of so many bytes in a row two are looked at: a head has one such pair, wherever it begins. */
const stride = headBytes - 1

interface Pattern {
  readonly kind: Kind
  readonly length: number
  /** For each place and each byte: 1 if it may stand there. */
  readonly allowed: Uint8Array
}

/** The patterns by their first four bytes, read as a number. */
const byHead = new Map<number, Pattern[]>()
/** By two bytes, read as a number: 1 if they stand next to each other in some head. */
const inHeads = new Uint8Array(0x1_0000)

for (const [kind, places] of signatures) {
  const allowed = Uint8Array.from(places.flatMap((place) => bytes.map((byte) => Number(place.has(byte)))))
  for (const head of headsOf(places)) {
    const number = head.readInt32BE()
    byHead.set(number, [...(byHead.get(number) ?? []), { kind, length: places.length, allowed }])
    for (let at = 0; at < stride; at += 1) inHeads[head.readUInt16LE(at)] = 1
  }
}

/** All forms that the first four bytes of a signature have. */
function headsOf(places: readonly Place[]): Buffer[] {
  let starts: number[][] = [[]]
  for (const place of places.slice(0, headBytes))
    starts = starts.flatMap((start) => Array.from(place, (byte) => [...start, byte]))
  return starts.map((start) => Buffer.from(start))
}

/**
 * Yields the signatures of archives that begin in a part of a content, in order, also such that overlap. It looks at two
 * of three bytes, and compares only where these occur in a signature.
 */
export function* signaturesIn(
  content: Buffer,
  from = 0,
  to = content.length,
): Generator<Signature, undefined> {
  const end = Math.min(to, content.length + 1 - headBytes)
  // The pair of a head may begin up to two bytes behind the head.
  const last = end + stride - 1
  for (let pair = nextPair(content, from, last); pair >= 0; pair = nextPair(content, pair + stride, last)) {
    for (let at = Math.max(from, pair + 1 - stride); at <= pair && at < end; at += 1) {
      const patterns = byHead.get(content.readInt32BE(at))
      if (patterns === undefined) continue
      for (const pattern of patterns) if (stands(pattern, content, at)) yield { at, kind: pattern.kind }
    }
  }
}

/*
 * The two loops below run over megabytes of each file. Their indexes are in range, which the compiler does not see:
 * hence `as number`.
 */

/** The next place before `end`, in steps from `from` on, at which two bytes stand that occur in a head; else -1. */
function nextPair(content: Buffer, from: number, end: number): number {
  for (let at = from; at < end; at += stride)
    if (inHeads[(content[at] as number) | ((content[at + 1] as number) << 8)] === 1) return at
  return -1
}

/** Whether a pattern, whose head stands at `at`, stands there whole. */
function stands({ length, allowed }: Pattern, content: Buffer, at: number): boolean {
  if (at + length > content.length) return false
  for (let index = headBytes; index < length; index += 1)
    if (allowed[(index << 8) | (content[at + index] as number)] === 0) return false
  return true
}
