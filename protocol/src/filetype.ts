/** One kind of content that may be exchanged: what it is served as, and which endings its name may have. */
export interface FileKind {
  /** The media type that downloads carry. */
  readonly mime: string
  /** Endings that a person may choose; a stored name with any other ending gets the first. */
  readonly extensions: readonly [string, ...string[]]
  /** Rare endings of the same content; accepted, never offered. */
  readonly aliases: readonly string[]
}

const ooxml = 'application/vnd.openxmlformats-officedocument'

/** Every content that the gate can name. A policy says which of them are allowed. */
export const fileKinds = {
  pdf: { mime: 'application/pdf', extensions: ['pdf'], aliases: [] },
  jpeg: { mime: 'image/jpeg', extensions: ['jpg', 'jpeg'], aliases: ['jpe', 'jfif', 'pjpeg'] },
  png: { mime: 'image/png', extensions: ['png'], aliases: [] },
  doc: { mime: 'application/msword', extensions: ['doc'], aliases: [] },
  docx: { mime: `${ooxml}.wordprocessingml.document`, extensions: ['docx'], aliases: [] },
  ppt: { mime: 'application/vnd.ms-powerpoint', extensions: ['ppt'], aliases: [] },
  pptx: { mime: `${ooxml}.presentationml.presentation`, extensions: ['pptx'], aliases: [] },
  xlsx: { mime: `${ooxml}.spreadsheetml.sheet`, extensions: ['xlsx'], aliases: [] },
} as const satisfies Record<string, FileKind>

export type FileType = keyof typeof fileKinds

export const fileTypes = Object.keys(fileKinds) as FileType[]

/** The type that a name's ending promises, or undefined for an ending that no kind has. */
export function typeOfExtension(extension: string): FileType | undefined {
  const wanted = extension.toLowerCase()
  return fileTypes.find((type) => {
    const kind: FileKind = fileKinds[type]
    return kind.extensions.includes(wanted) || kind.aliases.includes(wanted)
  })
}

const newerEndings: readonly (readonly [newer: string, older: readonly string[]])[] = [
  ['docx', ['docm', 'dotx', 'dotm']],
  ['pptx', ['pptm', 'potx', 'potm', 'ppsx', 'ppsm']],
  ['xlsx', ['xls', 'xlsm', 'xlsb', 'xltx', 'xltm']],
]

/** The accepted ending as which a refused Office file can be saved; undefined for any other ending. */
export function newerEnding(extension: string): string | undefined {
  return newerEndings.find(([, older]) => older.includes(extension.toLowerCase()))?.[0]
}

/** Whether an ending is one of those of HEIC photos, which iPhones take. */
export const isHeic = (extension: string): boolean => /^(?:hei[cf]s?|hif)$/i.test(extension)

/** Names for endings that people try and that some policy refuses. */
const foreignNames: Readonly<Record<string, string>> = {
  pdf: 'A PDF file',
  jpg: 'A JPG picture',
  png: 'A PNG picture',
  doc: 'A Word file',
  docx: 'A Word file',
  ppt: 'A PowerPoint file',
  pptx: 'A PowerPoint file',
  xls: 'An old Excel file (.xls)',
  xlsx: 'An Excel file',
  msg: 'An Outlook message',
  vsd: 'A Visio drawing',
  mp4: 'MP4 video',
  mov: 'MOV video',
  avi: 'AVI video',
  webm: 'WebM video',
  mp3: 'MP3 audio',
  m4a: 'M4A audio',
  gif: 'A GIF picture',
  webp: 'A WebP picture',
  bmp: 'A BMP picture',
  tif: 'A TIFF picture',
  tiff: 'A TIFF picture',
  svg: 'An SVG drawing',
  zip: 'A ZIP archive',
  rar: 'A RAR archive',
  '7z': 'A 7-Zip archive',
  txt: 'A text file',
  csv: 'A CSV table',
  rtf: 'An RTF text',
  html: 'A web page',
  exe: 'A program',
  elf: 'A program',
  msi: 'A program',
  jar: 'A program',
  apk: 'A program',
  odt: 'An OpenDocument text',
  pages: 'A Pages document',
}

/** An ending in words for the beginning of a refusal: "MP4 video", or "A .xyz file". */
export function nameOfExtension(extension: string): string {
  return foreignNames[extension.toLowerCase()] ?? `A .${extension.toLowerCase()} file`
}
