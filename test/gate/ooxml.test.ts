import { describe, expect, test } from 'vitest'
import { archive } from './archive.ts'
import { answer, judge } from './judging.ts'
import {
  contentTypes,
  docx,
  mainTypes,
  office2007,
  override,
  type PackageOptions,
  relationships,
  strict,
  transitional,
} from './package.ts'

const types = '[Content_Types].xml'
const document = override('/word/document.xml', mainTypes.docx)
const withTypes = (text: string | Buffer, parts: PackageOptions['parts'] = {}): Buffer =>
  docx({ parts: { [types]: text, ...parts } })
const jpgTwice =
  '<Default Extension="jpg" ContentType="image/jpeg"/><Default Extension="JPG" ContentType="image/jpg"/>'
const mainCalled = (name: string, listed = name): Buffer =>
  docx({
    parts: {
      'word/document.xml': null,
      [name]: 'text',
      [types]: contentTypes(override(`/${listed}`, mainTypes.docx)),
      '_rels/.rels': relationships(listed),
    },
  })
const utf16 = (text: string): Buffer => Buffer.from(`\uFEFF${text}`, 'utf16le')

describe('Office files of 2007 and later', () => {
  test.each(['docx', 'pptx', 'xlsx'] as const)('a %s is what its main document is', async (type) => {
    expect(await answer(office2007(mainTypes[type]))).toBe(type)
  })

  test.each([
    ['with a stray byte behind it', Buffer.concat([docx(), Buffer.alloc(1)])],
    ['with 16 stray bytes behind it', Buffer.concat([docx(), Buffer.alloc(16)])],
    ['with a comment', docx({ comment: Buffer.from('written by hand') })],
    ['whose sizes stand in ZIP64 records', docx({ wide: true })],
    [
      'with strict relationships',
      docx({ parts: { '_rels/.rels': relationships('word/document.xml', strict) } }),
    ],
    ['with a target from the root', docx({ parts: { '_rels/.rels': relationships('/word/document.xml') } })],
    [
      'with a target of detours',
      docx({ parts: { '_rels/.rels': relationships('./x/../word/document.xml') } }),
    ],
    ['without relationships', docx({ parts: { '_rels/.rels': null } })],
    ['in UTF-16', withTypes(utf16(contentTypes(document)))],
    ['in UTF-16, big end first', withTypes(utf16(contentTypes(document)).swap16())],
    ['with other quotes', withTypes(contentTypes(document).replaceAll('"', "'"))],
    ['with references', withTypes(contentTypes(document.replace('/word/', '/&#119;ord&#x2F;')))],
    ['with a comment in its list', withTypes(contentTypes(`<!-- ${override('/x', 'y')} -->${document}`))],
    [
      'with prefixes',
      withTypes(`<t:Types xmlns:t="urn:t">${document.replace('<Override', '<t:Override')}</t:Types>`),
    ],
    [
      'with a type by ending',
      withTypes(contentTypes('').replace('"application/xml"', `"${mainTypes.docx}"`)),
    ],
    [
      'with a prefix for its own vocabulary',
      withTypes(
        contentTypes(document)
          .replace(' xmlns=', ' xmlns:o="urn:o" xmlns=')
          .replace(
            '<Override',
            '<p:Override xmlns:p="http://schemas.openxmlformats.org/package/2006/content-types"',
          ),
      ),
    ],
    ['that says it is in GB2312', withTypes(contentTypes(document).replace('UTF-8', 'GB2312'))],
    ['with two types of pictures called jpg', withTypes(contentTypes(jpgTwice + document))],
    ['whose main document has a blank in its name', mainCalled('word/my%20plan.xml')],
    ['whose main document has a Chinese name', mainCalled('word/%E8%AE%A1%E5%88%92.xml')],
    [
      'whose main document is encoded in its list alone',
      mainCalled('word/my plan.xml', 'word/my%20plan.xml'),
    ],
    [
      'with small letters and other slashes',
      archive([
        { name: '[content_types].xml', content: contentTypes(document) },
        { name: '_RELS\\.rels', content: relationships('word/document.xml') },
        { name: 'word\\Document.xml', content: 'text' },
      ]),
    ],
  ])('a docx %s is accepted', async (_, content) => {
    expect(await answer(content)).toBe('docx')
  })

  test.each(['docm', 'dotx', 'ppsx', 'pptm', 'xlsm', 'xlsb'] as const)(
    'a %s is refused, whatever it is called',
    async (type) => {
      const { verdict } = await judge(office2007(mainTypes[type]))
      expect(verdict).toEqual({
        state: 'refused',
        problem: { code: 'TYPE_NOT_ALLOWED', extension: type },
      })
    },
  )

  test('macros in a docx are refused from everybody', async () => {
    const content = docx({ more: [{ name: 'word/vbaProject.bin', content: 'x' }] })
    expect(await answer(content)).toBe('MACRO_PART')
    expect((await judge(content)).verdict).toMatchObject({ type: 'docx' })
    const renamed = override('/word/styles.bin', 'application/vnd.ms-office.vbaProject')
    expect(await answer(withTypes(contentTypes(document + renamed), { 'word/styles.bin': 'x' }))).toBe(
      'MACRO_PART',
    )
    // The type of the part comes from its extension here.
    const byEnding = `<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>`
    expect(await answer(withTypes(contentTypes(document + byEnding), { 'word/styles.bin': 'x' }))).toBe(
      'MACRO_PART',
    )
    expect(await answer(withTypes(contentTypes(document + byEnding)))).toBe('docx')
    // A declared type without a part: the macros were removed.
    expect(await answer(withTypes(contentTypes(document + renamed)))).toBe('docx')
  })

  test.each([
    ['under its usual name', 'xl/macrosheets/sheet1.xml', 'application/xml'],
    ['by its type', 'xl/worksheets/sheet9.xml', 'application/vnd.ms-excel.macrosheet+xml'],
    ['of another country', 'xl/worksheets/sheet9.xml', 'application/vnd.ms-excel.intlmacrosheet+xml'],
  ])('a sheet of Excel 4.0 macros %s is a macro', async (_, name, type) => {
    const listed = contentTypes(override('/word/document.xml', mainTypes.xlsx) + override(`/${name}`, type))
    expect(await answer(withTypes(listed, { [name]: '<macrosheet/>' }))).toBe('MACRO_PART')
  })

  describe('a part in pieces', () => {
    const halves = (text: string) => [text.slice(0, 150), text.slice(150)]
    const inPieces = (name: string, text: string): Record<string, string> =>
      Object.fromEntries(
        halves(text).map((half, index) => [`${name}/[${index}]${index === 1 ? '.last' : ''}.piece`, half]),
      )
    const listIn = (type: string): Record<string, string> =>
      inPieces(types, contentTypes(override('/word/document.xml', type)))

    test('is read as one: a list of content types', async () => {
      expect(await answer(docx({ parts: { [types]: null, ...listIn(mainTypes.docx) } }))).toBe('docx')
      const { verdict } = await judge(docx({ parts: { [types]: null, ...listIn(mainTypes.docm) } }))
      expect(verdict).toEqual({ state: 'refused', problem: { code: 'TYPE_NOT_ALLOWED', extension: 'docm' } })
    })

    test('is read as one: a main document, a macro', async () => {
      const main = inPieces('word/document.xml', '<document/>')
      expect(await answer(docx({ parts: { 'word/document.xml': null, ...main } }))).toBe('docx')
      expect(await answer(docx({ parts: inPieces('word/vbaProject.bin', 'x') }))).toBe('MACRO_PART')
    })

    test('that also is one file, or lacks a piece, is ambiguous', async () => {
      expect(await answer(docx({ parts: listIn(mainTypes.docm) }))).toBe('OOXML_AMBIGUOUS')
      expect(await answer(docx({ parts: { 'word/a.xml/[1].last.piece': 'x' } }))).toBe('OOXML_AMBIGUOUS')
    })
  })

  const two = override('/word/evil.xml', mainTypes.docm)
  const both = relationships('word/document.xml').replace(
    '</Relationships>',
    `<Relationship Id="x" Type="${transitional}" Target="word/evil.xml"/></Relationships>`,
  )

  test.each([
    ['a main document that is not there', docx({ parts: { 'word/document.xml': null } }), 'NOT_OOXML'],
    ['relationships that name none', docx({ parts: { '_rels/.rels': '<Relationships/>' } }), 'NOT_OOXML'],
    [
      'a main document that lies elsewhere',
      docx({
        parts: { '_rels/.rels': relationships('http://x.example/a', transitional, 'TargetMode="External"') },
      }),
      'NOT_OOXML',
    ],
    ['no list of content types', docx({ parts: { [types]: null } }), 'NOT_OOXML'],
    ['a list that is none', withTypes('word/document.xml'), 'NOT_OOXML'],
    [
      'two main documents of two types',
      withTypes(contentTypes(document + two), { 'word/evil.xml': 'x', '_rels/.rels': both }),
      'OOXML_AMBIGUOUS',
    ],
    [
      'one part with two types',
      withTypes(contentTypes(document + override('/word/document.xml', mainTypes.docm))),
      'OOXML_AMBIGUOUS',
    ],
    [
      'one part with two types, percent-encoded',
      withTypes(contentTypes(document + override('/word/document%2Exml', mainTypes.docm))),
      'OOXML_AMBIGUOUS',
    ],
    [
      'a main document with two types by its ending',
      withTypes(
        contentTypes(`<Default Extension="XML" ContentType="${mainTypes.docm}"/>`).replace(
          '"application/xml"',
          `"${mainTypes.docx}"`,
        ),
      ),
      'OOXML_AMBIGUOUS',
    ],
    [
      'a list in another vocabulary',
      withTypes(contentTypes(`<x:Override xmlns:x="urn:x"/>${document}`)),
      'OOXML_BAD_XML',
    ],
    [
      'a document type',
      withTypes(`<!DOCTYPE x [<!ENTITY a "b">]>${contentTypes(document)}`),
      'OOXML_BAD_XML',
    ],
    ['CDATA', withTypes(contentTypes(`<![CDATA[x]]>${document}`)), 'OOXML_BAD_XML'],
    ['an unknown reference', withTypes(contentTypes(document.replace('/word', '&x;'))), 'OOXML_BAD_XML'],
    [
      'an attribute twice',
      withTypes(contentTypes(document.replace('/>', ' PartName="/x"/>'))),
      'OOXML_BAD_XML',
    ],
    ['an unclosed comment', withTypes(contentTypes(`<!-- ${document}`)), 'OOXML_BAD_XML'],
    ['a tag without an end', withTypes(contentTypes(document).slice(0, -30)), 'OOXML_BAD_XML'],
    [
      'an encoding that hides tags',
      withTypes(contentTypes(document).replace('UTF-8', 'UTF-7')),
      'OOXML_BAD_XML',
    ],
    [
      'types of another vocabulary',
      withTypes(contentTypes(document.replace('<Override', '<Override xmlns="urn:x"'))),
      'OOXML_BAD_XML',
    ],
    ['an Android app in it', docx({ more: [{ name: 'AndroidManifest.xml' }] }), 'OOXML_FOREIGN_PARTS'],
    ['a Java archive in it', docx({ more: [{ name: 'META-INF/MANIFEST.MF' }] }), 'OOXML_FOREIGN_PARTS'],
    ['bytecode in it', docx({ more: [{ name: 'classes2.dex' }] }), 'OOXML_FOREIGN_PARTS'],
    ['an OpenDocument in it', docx({ more: [{ name: 'mimetype' }] }), 'OOXML_FOREIGN_PARTS'],
    [
      'an OpenDocument without its type in it',
      docx({ more: [{ name: 'META-INF/manifest.xml' }] }),
      'OOXML_FOREIGN_PARTS',
    ],
    ['a book in it', docx({ more: [{ name: 'META-INF/container.xml' }] }), 'OOXML_FOREIGN_PARTS'],
    ['Java classes in it', docx({ more: [{ name: 'org/example/A.class' }] }), 'OOXML_FOREIGN_PARTS'],
  ])('a docx with %s is refused', async (_, content, code) => {
    expect(await answer(content)).toBe(code)
  })

  test('other archives are refused as what they are', async () => {
    const seen = async (name: string) => (await judge(archive([{ name, content: 'x' }]))).verdict
    const refused = (ending?: string) => ({
      state: 'refused',
      problem: { code: 'TYPE_NOT_ALLOWED', ...(ending && { extension: ending }) },
    })
    expect(await seen('META-INF/MANIFEST.MF')).toMatchObject(refused('jar'))
    expect(await seen('AndroidManifest.xml')).toMatchObject(refused('apk'))
    // Some Android tools write a gap that no directory lists, and a signature before the directory.
    const app = archive([
      { name: 'gap', orphan: true },
      { name: 'AndroidManifest.xml', content: 'x', behind: Buffer.from('APK Sig Block 42') },
    ])
    expect((await judge(app)).verdict).toMatchObject(refused('apk'))
    expect(await seen('notes.txt')).toMatchObject(refused())
  })
})
