import { type DocumentKind, extensionOf, fileKinds } from '@chairside/protocol'
import type { ContentType } from '../../records/tables.ts'

const kinds: Readonly<Record<Exclude<ContentType, 'other'>, DocumentKind>> = {
  pdf: 'pdf',
  jpeg: 'picture',
  png: 'picture',
  doc: 'office',
  docx: 'office',
  ppt: 'office',
  pptx: 'office',
  xlsx: 'office',
}

/** What people take a content of a type unknown to the gate for: it decides how a list shows it, and nothing else. */
const byEnding: Readonly<Record<string, DocumentKind>> = Object.fromEntries(
  Object.entries({
    picture: 'avif bmp gif heic heif tif tiff webp',
    video: 'avi m4v mkv mov mp4 mpeg mpg webm',
    office: 'csv key numbers odp ods odt pages rtf xls',
  } as const).flatMap(([kind, endings]) =>
    endings.split(' ').map((ending) => [ending, kind as DocumentKind]),
  ),
)

/** What kind of content a document has, as people look for it. */
export function kindOf(type: ContentType, mime: string | null, name: string): DocumentKind {
  if (type !== 'other') return kinds[type]
  if (mime?.startsWith('image/')) return 'picture'
  if (mime?.startsWith('video/')) return 'video'
  return byEnding[extensionOf(name)] ?? 'other'
}

/** The media type that a content is served as. */
export const mimeOf = (type: ContentType, mime: string | null): string =>
  type === 'other' ? (mime ?? 'application/octet-stream') : fileKinds[type].mime
