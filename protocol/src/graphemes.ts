// A base with its marks and the characters joined to it, or a flag: nearly the clusters of UAX #29.
const cluster =
  /\p{Regional_Indicator}{2}|.(?:\u200D\p{Extended_Pictographic}|[\p{M}\p{Emoji_Modifier}\u200C\u200D])*/gsu

/** The characters of a text as a reader counts them. Firefox before 125 has no `Intl.Segmenter`. */
export function graphemes(text: string): string[] {
  if (typeof Intl.Segmenter !== 'function') return text.match(cluster) ?? []
  return [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment)
}
