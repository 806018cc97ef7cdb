import { refuse } from '../verdict.ts'

/*
 * XML 1.0 (fifth edition): start tags (3.1), comments (2.5), processing instructions (2.6), references (4.1);
 * Namespaces in XML 1.0, 5 (prefixes). A scanner is enough: package parts (ISO 29500-2, 7.2.3 and 8.3) must
 * not have a document type, and need no CDATA.
 */

/** A start tag: its name without prefix, and its attributes as written. */
export interface Tag {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
}

interface Prefixed extends Tag {
  readonly prefix: string
}

/**
 * The most tags, attributes, references and comments of one part together. Real lists have up to 1,300 of them, 450 of
 * which are tags; a workbook of 5,000 parts has 15,000.
 */
const mostPieces = 16_384

const name = /[^\s/>=<"'&]+/y
const space = /\s*/y
/** In these encodings ASCII reads as ASCII, or `decode` detects them. UTF-7 is refused: it can hide tags. */
const encodings =
  /^(?:utf-?8|utf-?16(?:le|be)?|(?:iso-10646-)?ucs-2|unicode|us-ascii|ascii|iso-8859-\d+|windows-\d{3,4}|gb2312|gbk|gb18030|big5|shift_jis|euc-(?:jp|kr)|koi8-[ru])$/i
const named: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
])

/** Counts what was looked at; refuses with OOXML_CT_TOO_BIG after 16,384 pieces. */
type Count = () => void

/**
 * Yields every start tag, the root's first. Refuses bad XML and other namespaces with OOXML_BAD_XML, and more than
 * 16,384 tags, attributes, references and comments with OOXML_CT_TOO_BIG.
 */
export function* readTags(bytes: Buffer): Generator<Tag, undefined> {
  const text = decode(bytes)
  let pieces = 0
  const count: Count = () => {
    pieces += 1
    if (pieces > mostPieces) refuse('OOXML_CT_TOO_BIG')
  }
  const declared = /^\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']/.exec(text)?.[1]
  if (declared !== undefined && !encodings.test(declared)) refuse('OOXML_BAD_XML')
  let root: Prefixed | undefined
  let at = text.indexOf('<')
  while (at >= 0) {
    count()
    if (text.startsWith('<!--', at)) at = after(text, '-->', at + 4)
    else if (text.startsWith('<?', at)) at = after(text, '?>', at + 2)
    else if (text.startsWith('</', at)) at = after(text, '>', at + 2)
    else {
      const tag = readTag(text, at, count)
      root ??= tag
      // Office ignores tags of other namespaces, so they must not count here either.
      if (vocabularyOf(tag, root) !== vocabularyOf(root, root)) refuse('OOXML_BAD_XML')
      yield tag
      at = tag.end
    }
    at = text.indexOf('<', at)
  }
}

/** The namespace of a tag's prefix; an undeclared prefix stands for itself. */
function vocabularyOf(tag: Prefixed, root: Prefixed): string {
  const declaration = tag.prefix === '' ? 'xmlns' : `xmlns:${tag.prefix}`
  return tag.attributes.get(declaration) ?? root.attributes.get(declaration) ?? `${tag.prefix}:`
}

function decode(bytes: Buffer): string {
  const [first = 0, second = 0] = bytes
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0))
    return bytes.toString('utf16le').replace(/^\uFEFF/, '')
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)) {
    const swapped = Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2))).swap16()
    return swapped.toString('utf16le').replace(/^\uFEFF/, '')
  }
  return bytes.toString('utf8').replace(/^\uFEFF/, '')
}

function after(text: string, end: string, from: number): number {
  const at = text.indexOf(end, from)
  return at < 0 ? refuse('OOXML_BAD_XML') : at + end.length
}

function match(text: string, pattern: RegExp, at: number): string {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? ''
}

function readTag(text: string, start: number, count: Count): Prefixed & { readonly end: number } {
  const full = match(text, name, start + 1)
  // Document types, entities and CDATA are refused.
  if (full === '' || full.startsWith('!')) refuse('OOXML_BAD_XML')
  const attributes = new Map<string, string>()
  let at = start + 1 + full.length
  for (;;) {
    at += match(text, space, at).length
    if (text[at] === '>') break
    if (text.startsWith('/>', at)) break
    count()
    const key = match(text, name, at)
    at += key.length
    at += match(text, space, at).length
    if (key === '' || attributes.has(key) || text[at] !== '=') refuse('OOXML_BAD_XML')
    at += 1
    at += match(text, space, at).length
    const quote = text[at]
    if (quote !== '"' && quote !== "'") refuse('OOXML_BAD_XML')
    const end = text.indexOf(quote, at + 1)
    if (end < 0) refuse('OOXML_BAD_XML')
    attributes.set(key, resolve(text.slice(at + 1, end), count))
    at = end + 1
  }
  const colon = full.indexOf(':')
  const prefix = colon < 0 ? '' : full.slice(0, colon)
  return { name: full.slice(colon + 1), prefix, attributes, end: text.indexOf('>', at) + 1 }
}

function resolve(value: string, count: Count): string {
  if (value.includes('<')) refuse('OOXML_BAD_XML')
  let resolved = ''
  let at = 0
  for (let start = value.indexOf('&'); start >= 0; start = value.indexOf('&', at)) {
    count()
    const end = value.indexOf(';', start)
    if (end < 0) refuse('OOXML_BAD_XML')
    resolved += value.slice(at, start) + characterOf(value.slice(start + 1, end))
    at = end + 1
  }
  return resolved + value.slice(at)
}

function characterOf(reference: string): string {
  const known = named.get(reference)
  if (known !== undefined) return known
  const digits = /^#(?:x([0-9a-f]{1,6})|(\d{1,7}))$/i.exec(reference)
  const point = digits?.[1] ? Number.parseInt(digits[1], 16) : Number(digits?.[2] ?? Number.NaN)
  return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : refuse('OOXML_BAD_XML')
}
