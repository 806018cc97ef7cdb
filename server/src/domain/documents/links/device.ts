import type { ViewDevice } from '@chairside/protocol'

/** The marks in what browsers say of themselves. The first one that is found counts: phones name other systems too. */
const marks: readonly (readonly [RegExp, ViewDevice])[] = [
  [/iPhone|iPod/, 'iphone'],
  [/iPad/, 'ipad'],
  [/Android/, 'android'],
  [/Windows/, 'windows'],
  [/Macintosh|Mac OS X/, 'mac'],
  [/Linux|X11|CrOS/, 'linux'],
]

/** The kind of device that a `User-Agent` names. An iPad that asks for the pages of computers says that it is a Mac. */
export function deviceOf(agent: string | undefined): ViewDevice {
  return marks.find(([mark]) => mark.test(agent ?? ''))?.[1] ?? 'other'
}
