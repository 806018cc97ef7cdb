import { type ArchiveOptions, archive, type Part } from './archive.ts'

const office = 'application/vnd.openxmlformats-officedocument.'

/** Content types of main documents. */
export const mainTypes = {
  docx: `${office}wordprocessingml.document.main+xml`,
  dotx: `${office}wordprocessingml.template.main+xml`,
  docm: 'application/vnd.ms-word.document.macroEnabled.main+xml',
  pptx: `${office}presentationml.presentation.main+xml`,
  ppsx: `${office}presentationml.slideshow.main+xml`,
  pptm: 'application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml',
  xlsx: `${office}spreadsheetml.sheet.main+xml`,
  xlsm: 'application/vnd.ms-excel.sheet.macroEnabled.main+xml',
  xlsb: 'application/vnd.ms-excel.sheet.binary.macroEnabled.main',
} as const

export const transitional =
  'http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument'
export const strict = 'http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument'

export const override = (part: string, type: string): string =>
  `<Override PartName="${part}" ContentType="${type}"/>`

export const contentTypes = (inner: string): string =>
  `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${inner}</Types>`

export const relationships = (target: string, type = transitional, more = ''): string =>
  `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${type}" Target="${target}" ${more}/></Relationships>`

export interface PackageOptions extends ArchiveOptions {
  /** Replaces files of the package, by name. `null` leaves a file out. */
  readonly parts?: Readonly<Record<string, string | Buffer | null>>
  readonly more?: readonly Part[]
}

/** A small Office file of 2007 or later, with a main document of content type `type`. */
export function office2007(type: string, { parts = {}, more = [], ...options }: PackageOptions = {}): Buffer {
  const usual: Record<string, string | Buffer | null> = {
    '[Content_Types].xml': contentTypes(override('/word/document.xml', type)),
    '_rels/.rels': relationships('word/document.xml'),
    'word/document.xml': '<document>Exercises for the shoulder</document>',
    ...parts,
  }
  const files = Object.entries(usual).flatMap(([name, content]) =>
    content === null ? [] : [{ name, content }],
  )
  return archive([...files, ...more], options)
}

export const docx = (options?: PackageOptions): Buffer => office2007(mainTypes.docx, options)
