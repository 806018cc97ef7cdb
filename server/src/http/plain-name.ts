import { cleanName } from '@chairside/protocol'

/** Latin letters that are none with an accent, and quotation marks. */
const plain: Readonly<Record<string, string>> = {
  ß: 'ss',
  ẞ: 'SS',
  æ: 'ae',
  Æ: 'AE',
  œ: 'oe',
  Œ: 'OE',
  ø: 'o',
  Ø: 'O',
  đ: 'd',
  Đ: 'D',
  ð: 'd',
  Ð: 'D',
  ħ: 'h',
  Ħ: 'H',
  ı: 'i',
  ĸ: 'k',
  ł: 'l',
  Ł: 'L',
  ŋ: 'n',
  Ŋ: 'N',
  þ: 'th',
  Þ: 'Th',
  ŧ: 't',
  Ŧ: 'T',
  ə: 'e',
  Ə: 'E',
  '‘': "'",
  '’': "'",
}

const notAscii = /[^ -~]/gu
const otherLetters = /(?=[^ -~])[\p{L}\p{N}]/u

/**
 * A clean name in ASCII, for programs that read no other: without accents and pictures. A name in other letters than
 * Latin ones is `file-1` with its ending.
 */
export function plainName(name: string): string {
  const latin = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(notAscii, (letter) => plain[letter] ?? letter)
    .replace(/\p{Pd}/gu, '-')
    .replace(/[/\\]/g, '_')
  const dot = latin.lastIndexOf('.')
  const [stem, ending] = dot > 0 ? [latin.slice(0, dot), latin.slice(dot)] : [latin, '']
  // What stands in front of a name may not be left behind alone.
  const readable = otherLetters.test(stem) ? '' : stem.replace(notAscii, '').replace(/^[.\- ]+/, '')
  return cleanName((readable || 'file-1') + ending.replace(notAscii, ''), 1)
}
