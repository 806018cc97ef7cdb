import { createCipheriv, createHash } from 'node:crypto'
import { numberOf, stringOf } from './objects.ts'

/*
 * The password of a PDF's user: ISO 32000-2, 7.6.4 (standard security handler), algorithms 2, 2.B, 4, 5 and 11;
 * revision 5 by Adobe's supplement 3 to ISO 32000-1. Many PDFs are encrypted only to forbid printing: the empty password
 * opens them, and readers never ask for one.
 */

/** What stands in for the missing characters of a password. */
const padding = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex')

/** Whether the empty password opens a PDF with this encryption dictionary, as text, and this first identifier. */
export function opensWithoutPassword(dictionary: string, id: Buffer): boolean {
  const revision = numberOf(dictionary, 'R')
  const user = stringOf(dictionary, 'U')
  const owner = stringOf(dictionary, 'O')
  if (!/\/Filter\s{0,16}\/Standard\b/.test(dictionary) || !user || !owner || !revision) return false
  switch (revision) {
    case 2:
    case 3:
    case 4:
      return lengthsOf(dictionary).some((length) => {
        const key = keyOf(dictionary, { revision, owner, id, length })
        if (revision === 2) return rc4(key, padding).equals(user.subarray(0, 32))
        let mark = rc4(key, md5(padding, id))
        for (let round = 1; round < 20; round += 1) {
          mark = rc4(
            key.map((byte) => byte ^ round),
            mark,
          )
        }
        return mark.equals(user.subarray(0, 16))
      })
    case 5:
      return sha(256, user.subarray(32, 40)).equals(user.subarray(0, 32))
    case 6:
      return hardened(user.subarray(32, 40)).equals(user.subarray(0, 32))
    default:
      return false
  }
}

/** The lengths that the key may have, in bytes. Writers disagree on what `Length` means; a wrong length opens nothing. */
function lengthsOf(dictionary: string): number[] {
  const stated = (numberOf(dictionary, 'Length') ?? 40) >> 3
  return [...new Set([5, 16, Math.min(16, Math.max(5, stated))])]
}

/** Algorithm 2: the key of the empty password. */
function keyOf(
  dictionary: string,
  { revision, owner, id, length }: { revision: number; owner: Buffer; id: Buffer; length: number },
): Buffer {
  const permissions = Buffer.alloc(4)
  permissions.writeInt32LE((numberOf(dictionary, 'P') ?? 0) | 0)
  const open = revision >= 4 && /\/EncryptMetadata\s{0,16}false/.test(dictionary)
  const parts = [padding, owner.subarray(0, 32), permissions, id]
  let key = md5(...parts, ...(open ? [Buffer.alloc(4, 0xff)] : [])).subarray(0, length)
  for (let round = 0; revision >= 3 && round < 50; round += 1) key = md5(key).subarray(0, length)
  return key
}

/** Algorithm 2.B, for the empty password. */
function hardened(salt: Buffer): Buffer {
  let key = sha(256, salt)
  let last = 0
  for (let round = 0; round < 64 || last > round - 32; round += 1) {
    const cipher = createCipheriv('aes-128-cbc', key.subarray(0, 16), key.subarray(16, 32)).setAutoPadding(
      false,
    )
    const mixed = cipher.update(Buffer.concat(Array.from({ length: 64 }, () => key)))
    // The first 16 bytes as a number, modulo 3: 256 is 1 modulo 3.
    const rest = mixed.subarray(0, 16).reduce((sum, byte) => sum + byte, 0) % 3
    key = sha(rest === 0 ? 256 : rest === 1 ? 384 : 512, mixed)
    last = mixed.at(-1) ?? 0
  }
  return key.subarray(0, 32)
}

function md5(...parts: readonly Buffer[]): Buffer {
  return createHash('md5').update(Buffer.concat(parts)).digest()
}

function sha(bits: 256 | 384 | 512, content: Buffer): Buffer {
  return createHash(`sha${bits}`).update(content).digest()
}

/** RC4, which OpenSSL 3 no longer offers. It protects nothing here: it computes a value to compare. */
function rc4(key: Uint8Array, content: Buffer): Buffer {
  const state = Uint8Array.from({ length: 256 }, (_, index) => index)
  const at = (index: number): number => state[index & 0xff] ?? 0
  const swap = (one: number, other: number): void => {
    const kept = at(one)
    state[one & 0xff] = at(other)
    state[other & 0xff] = kept
  }
  let mixed = 0
  for (let index = 0; index < 256; index += 1) {
    mixed = (mixed + at(index) + (key[index % key.length] ?? 0)) & 0xff
    swap(index, mixed)
  }
  mixed = 0
  return Buffer.from(
    content.map((byte, index) => {
      mixed = (mixed + at(index + 1)) & 0xff
      swap(index + 1, mixed)
      return byte ^ at(at(index + 1) + at(mixed))
    }),
  )
}
