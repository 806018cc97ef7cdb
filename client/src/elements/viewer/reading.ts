import type { FromFrame, OutlineEntry } from '../../viewer/talk.ts'

/** What the viewer shows beside the frame. */
export interface Reading {
  readonly state: 'opening' | 'password' | 'open' | 'broken' | 'died'
  readonly pages: number
  readonly outline: readonly OutlineEntry[]
  readonly page: number
  /** 1 is the width of the window. */
  readonly zoom: number
  /** Undefined while nothing is searched. */
  readonly found: { readonly at: number; readonly total: number; readonly done: boolean } | undefined
}

export const beginning: Reading = {
  state: 'opening',
  pages: 0,
  outline: [],
  page: 1,
  zoom: 1,
  found: undefined,
}

/** What is shown after the frame said something. */
export function after(reading: Reading, message: FromFrame): Reading {
  switch (message.say) {
    case 'opened':
      // A document has one number of pages.
      if (reading.state !== 'opening' && reading.state !== 'password') return reading
      return { ...reading, state: 'open', pages: message.pages, outline: message.outline }
    case 'needs-password':
      return { ...reading, state: 'password' }
    case 'broken':
      return { ...reading, state: 'broken' }
    case 'at':
      return { ...reading, page: Math.min(message.page, Math.max(1, reading.pages)), zoom: message.zoom }
    case 'found':
      return { ...reading, found: { at: message.at, total: message.total, done: message.done } }
    case 'want':
    case 'drawn':
    case 'undrawn':
    case 'printed':
    case 'pressed':
    case 'here':
      return reading
  }
}
