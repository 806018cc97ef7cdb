import { cleanName } from '@chairside/protocol'

/** ASCII for Latin letters that do not decompose, and for apostrophes. */
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
 * Gives a clean name in ASCII, without accents and emoji, for programs that read no other. A name with letters of
 * another script becomes `file-1` with its ending.
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
  // Removes dots, dashes, spaces at the beginning: the rest may be empty.
  const readable = otherLetters.test(stem) ? '' : stem.replace(notAscii, '').replace(/^[.\- ]+/, '')
  return cleanName((readable || 'file-1') + ending.replace(notAscii, ''), 1)
}
