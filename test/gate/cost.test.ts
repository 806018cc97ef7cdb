import { ChairsideError } from '@chairside/protocol'
import { describe, expect, test } from 'vitest'
import { readTags } from '../../server/src/domain/gate/package/xml.ts'
import { answer } from './judging.ts'
import { contentTypes, docx, mainTypes, override } from './package.ts'

/*
 * What a small file may cost. Times are CPU times, the least of several runs. They are only compared with each other.
 */

const list = contentTypes(override('/word/document.xml', mainTypes.docx))
const padded = (text: string, bytes: number): string =>
  list.replace('</Types>', `${text.repeat(Math.floor(bytes / text.length))}</Types>`)

const hostile: Record<string, (bytes: number) => string> = {
  'empty tags': (bytes) => padded('<a/>', bytes),
  'empty comments': (bytes) => padded('<!---->', bytes),
  'ends of tags': (bytes) => padded('</a>', bytes),
  'attributes of one tag': (bytes) => {
    const attributes = Array.from({ length: Math.floor(bytes / 12) }, (_, index) => ` a${index}=""`)
    return list.replace('</Types>', `<a${attributes.join('')}/></Types>`)
  },
  'references in one attribute': (bytes) =>
    list.replace('</Types>', `<a b="${'&lt;'.repeat(Math.floor(bytes / 4))}"/></Types>`),
}

const KB = 1024

async function cost(content: Buffer): Promise<number> {
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < 7; round += 1) {
    const before = process.cpuUsage()
    for (let repeat = 0; repeat < 3; repeat += 1) await answer(content)
    const { user, system } = process.cpuUsage(before)
    best = Math.min(best, user + system)
  }
  return best
}

describe('an Office file of a few KB', () => {
  test.each(Object.entries(hostile))(
    'whose list of parts unpacks to nothing but %s costs not more than five times as much at four times the size',
    async (_, made) => {
      const [small, large] = [240, 960].map((size) => {
        return docx({ parts: { '[Content_Types].xml': made(size * KB) } })
      })
      if (small === undefined || large === undefined) throw new Error('two sizes')
      expect(await answer(large)).toBe('OOXML_CT_TOO_BIG')
      await cost(small)
      const [less, more] = [await cost(small), await cost(large)]
      console.log(`${less} µs for three of 240 KB, ${more} µs for three of 960 KB`)
      expect(more).toBeLessThanOrEqual(less * 5)
    },
  )

  test.each(Object.entries(hostile))('is read no further than 16,384 pieces: %s', (_, made) => {
    let tags = 0
    const read = (): void => {
      for (const { attributes } of readTags(Buffer.from(made(960 * KB)))) tags += 1 + attributes.size
    }
    expect(read).toThrow(ChairsideError)
    expect(tags).toBeLessThanOrEqual(16_384)
  })

  test('may list as many parts as a workbook of 5,000 sheets has', async () => {
    const sheets = Array.from({ length: 5000 }, (_, index) =>
      override(`/xl/worksheets/sheet${index}.xml`, 'application/x'),
    )
    const listed = contentTypes(override('/word/document.xml', mainTypes.docx) + sheets.join(''))
    expect(await answer(docx({ parts: { '[Content_Types].xml': listed } }))).toBe('docx')
  })
})
