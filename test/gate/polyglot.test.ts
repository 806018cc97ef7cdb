import { describe, expect, test } from 'vitest'
import { allowed, bytesOf } from '../world/samples.ts'
import { archive } from './archive.ts'
import { word } from './compound.ts'
import { answer } from './judging.ts'
import { docx } from './package.ts'
import { frame, jpeg, png, segment } from './pictures.ts'

const pdf = bytesOf(allowed.pdf)
const jar = (before: Buffer, absolute: boolean): Buffer =>
  archive([{ name: 'META-INF/MANIFEST.MF', content: 'Main-Class: A' }], { before, absolute })

/** Gives a copy of a file with `text` written over its bytes from `at` on. */
function over(content: Buffer, text: string, at: number): Buffer {
  const copy = Buffer.concat([content, Buffer.alloc(Math.max(0, at + text.length - content.length))])
  copy.write(text, at, 'latin1')
  return copy
}

/** Turns the beginning of a file into the header of an old TAR archive: it has no signature, only a right checksum. */
function oldTar(content: Buffer): Buffer {
  const copy = over(content, '        ', 148)
  const sum = copy.subarray(0, 512).reduce((all, byte) => all + byte, 0)
  return over(copy, `${sum.toString(8).padStart(6, '0')}\0 `, 148)
}

/** An archive whose directory has its size and offset in ZIP64 records. */
const wide = (before: Buffer): Buffer => archive([{ name: 'a', content: 'x' }], { before, wide: true })

describe('files that are two things at once', () => {
  test.each([
    ['a PDF that ends as a JAR', jar(pdf, false), 'POLYGLOT_ZIP'],
    ['a PDF with a JAR made for it', Buffer.concat([jar(pdf, true), Buffer.alloc(3000)]), 'POLYGLOT_ZIP'],
    [
      'a PDF with a JAR and more behind it',
      Buffer.concat([jar(pdf, false), Buffer.alloc(3000)]),
      'POLYGLOT_ZIP',
    ],
    ['a JPEG that ends as a JAR', jar(jpeg(), false), 'POLYGLOT_ZIP'],
    [
      'a JPEG with a JAR and more behind it',
      Buffer.concat([jar(jpeg(), false), Buffer.alloc(3000)]),
      'POLYGLOT_ZIP',
    ],
    ['a JPEG that ends as a ZIP64 archive', wide(jpeg()), 'POLYGLOT_ZIP'],
    ['a PNG that ends as a docx', Buffer.concat([png(), docx()]), 'POLYGLOT_ZIP'],
    [
      'a PNG that ends as an archive of a comment that is cut off',
      Buffer.concat([png(), docx({ comment: Buffer.alloc(900) }).subarray(0, -800)]),
      'POLYGLOT_ZIP',
    ],
    [
      'a JPEG with a PDF in its comment',
      jpeg([segment(0xfe, Buffer.from('%PDF-1.4')), frame(8, 8)]),
      'POLYGLOT_PDF',
    ],
    ['a Word file with a PDF in its header', over(word(), '%PDF-1.4', 80), 'POLYGLOT_PDF'],
    ['a docx that begins as a PDF as well', over(docx(), '%PDF-1.4', 40), 'POLYGLOT_PDF'],
    ['a PDF that is a DICOM picture', over(pdf, 'DICM', 128), 'POLYGLOT_DICOM'],
    [
      'a JPEG that is a DICOM picture',
      jpeg([segment(0xfe, over(Buffer.alloc(0), 'DICM', 104))]),
      'POLYGLOT_DICOM',
    ],
    ['a PDF that is a TAR archive', over(pdf, 'ustar', 257), 'POLYGLOT_TAR'],
    ['a PDF that is a TAR archive of the old kind', oldTar(pdf), 'POLYGLOT_TAR'],
    ['a docx that is a TAR archive of the old kind', oldTar(docx()), 'POLYGLOT_TAR'],
    ['a Word file that is a TAR archive of the old kind', oldTar(word()), 'POLYGLOT_TAR'],
    ['a PNG that is a TAR archive', over(png(), 'ustar', 257), 'POLYGLOT_TAR'],
    ['a PDF that is a disc image', over(pdf, 'CD001', 0x8001), 'POLYGLOT_ISO'],
  ])('%s is refused', async (_, content, code) => {
    expect(await answer(content)).toBe(code)
  })

  test('an archive in a photo is found at the borders of what is read and searched too', async () => {
    const KB = 1024
    const photo = jpeg([frame(8, 8)], Buffer.alloc(1_040 * KB, 'a picture'))
    const tape = oldTar(over(Buffer.alloc(512), 'ustar', 257))
    for (const border of [64, 128, 1024]) {
      for (const before of [0, 1, 2, 3, 9, 256, 257, 258, 511]) {
        const at = border * KB - before
        expect(await answer(over(photo, 'PK\x03\x04abcd\x14\0', at))).toBe('POLYGLOT_ZIP')
        expect(await answer(over(photo, tape.toString('latin1'), at))).toBe('POLYGLOT_TAR')
      }
    }
  })

  test('the signature of an archive alone makes none, one that is empty is one', async () => {
    const signature = Buffer.from('PK\x05\x06', 'latin1')
    expect(await answer(Buffer.concat([png(), signature]))).toBe('png')
    expect(await answer(Buffer.concat([jpeg(), signature, Buffer.alloc(18, 7)]))).toBe('jpeg')
    expect(await answer(Buffer.concat([jpeg(), signature, Buffer.alloc(18)]))).toBe('POLYGLOT_ZIP')
  })
})
