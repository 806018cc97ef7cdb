import { describe, expect, it } from 'vitest'
import { type Colour, dark, light } from '../../../client/src/elements/style/colours.ts'

type Colours = Readonly<Record<Colour, string>>

/** The relative luminance of a colour (0 to 1), as WCAG 2.2 defines it. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [brighter, darker] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return ((brighter ?? 0) + 0.05) / ((darker ?? 0) + 0.05)
}

const grounds: readonly Colour[] = ['canvas', 'surface', 'sunken', 'raised']

/** Colours of text, each with the colours behind it. */
const texts: readonly (readonly [Colour, readonly Colour[]])[] = [
  ['text', [...grounds, 'accent-soft', 'wait-soft', 'stop-soft', 'ok-soft']],
  ['muted', grounds],
  ['accent', [...grounds, 'surface']],
  ['on-accent', ['accent', 'accent-hover']],
  ['accent-ink', ['accent-soft']],
  ['ok', [...grounds, 'ok-soft']],
  ['wait', [...grounds, 'wait-soft']],
  ['stop', [...grounds, 'stop-soft']],
  ['on-stop', ['stop']],
  ['private', [...grounds, 'private-soft']],
  ['on-kind', ['kind-pdf', 'kind-doc', 'kind-xls', 'kind-ppt', 'kind-img', 'kind-vid', 'kind-any']],
]

/** Colours of frames, bars, focus rings and signs, each with the colours behind it. */
const shapes: readonly (readonly [Colour, readonly Colour[]])[] = [
  ['line-strong', grounds],
  ['focus', [...grounds]],
  ['accent', ['track', 'surface']],
  ['wait', ['track']],
  ['muted', ['track']],
  ...(['kind-pdf', 'kind-doc', 'kind-xls', 'kind-ppt', 'kind-img', 'kind-vid', 'kind-any'] as const).map(
    (kind) => [kind, ['surface', 'sunken']] as const,
  ),
]

function tooFaint(colours: Colours, pairs: typeof texts, least: number): string[] {
  return pairs.flatMap(([front, backs]) =>
    backs
      .map((back) => ({ back, ratio: contrast(colours[front], colours[back]) }))
      .filter(({ ratio }) => ratio < least)
      .map(({ back, ratio }) => `${front} on ${back}: ${ratio.toFixed(2)}`),
  )
}

describe.each([
  ['light', light],
  ['dark', dark],
] as const)('the %s colours', (_theme, colours) => {
  it('let every text be read: 4.5 to 1', () => {
    expect(tooFaint(colours, texts, 4.5)).toEqual([])
  })

  it('let every frame and bar be seen: 3 to 1', () => {
    expect(tooFaint(colours, shapes, 3)).toEqual([])
  })
})
