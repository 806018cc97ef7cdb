/** An entry of a document's outline. `place` is its number in the list; the frame knows to which page it leads. */
export interface OutlineEntry {
  readonly place: number
  readonly title: string
  /** 0 for the outermost entries. */
  readonly depth: number
}

/** The most entries of an outline and the deepest ones that are shown, and the longest title. */
export const maxOutline = { entries: 300, depth: 4, title: 120 } as const

/** What the page tells the frame that shows a document. */
export type ToFrame =
  | {
      readonly say: 'open'
      /** In bytes. */
      readonly size: number
      readonly lang: string
      readonly rightToLeft: boolean
      /** Whether the reader may save the document. */
      readonly saves: boolean
      /** The page to begin with, from 1 on. */
      readonly page: number
    }
  | { readonly say: 'bytes'; readonly begin: number; readonly bytes: ArrayBuffer }
  | { readonly say: 'go'; readonly page: number }
  | { readonly say: 'follow'; readonly place: number }
  | { readonly say: 'zoom'; readonly to: 'in' | 'out' | 'fit' }
  | { readonly say: 'find'; readonly text: string; readonly step: 'first' | 'next' | 'previous' }
  | { readonly say: 'print' }
  | { readonly say: 'still-there' }

/** What the frame tells the page. The page trusts none of it with more than to show it as text. */
export type FromFrame =
  /** It needs the bytes from `begin` up to, not including, `end`. */
  | { readonly say: 'want'; readonly begin: number; readonly end: number }
  | { readonly say: 'opened'; readonly pages: number; readonly outline: readonly OutlineEntry[] }
  /** A page is on the screen. */
  | { readonly say: 'drawn'; readonly page: number }
  | { readonly say: 'undrawn'; readonly page: number }
  /** `zoom`: 1 is the width of the frame. */
  | { readonly say: 'at'; readonly page: number; readonly zoom: number }
  /** `at`: which of the hits is shown, from 1 on; 0 without hits. `done`: every page was searched. */
  | { readonly say: 'found'; readonly at: number; readonly total: number; readonly done: boolean }
  | { readonly say: 'needs-password' }
  /** The document cannot be shown at all. */
  | { readonly say: 'broken' }
  /** A page to print, as a picture. */
  | { readonly say: 'printed'; readonly page: number; readonly of: number; readonly picture: Blob }
  /** The reader pressed this in the frame. */
  | { readonly say: 'pressed'; readonly what: 'save' | 'find' | 'close' | 'print' }
  | { readonly say: 'here' }
