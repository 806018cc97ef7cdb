import { type FromFrame, maxOutline, type OutlineEntry } from './talk.ts'

/** The most pages of which a frame may speak, and the largest picture of a printed page, in bytes. */
const [maxPages, maxPicture] = [1_000_000, 32_000_000]

/**
 * What the frame said, in its bounds; undefined for what it may not say. A document may have taken over the frame, so nothing
 * of it is believed unseen.
 */
export function heardOf(said: unknown): FromFrame | undefined {
  if (!isRecord(said)) return undefined
  switch (said.say) {
    case 'here':
    case 'needs-password':
    case 'broken':
      return { say: said.say }
    case 'want': {
      const { begin, end } = said
      return isCount(begin) && isCount(end) && begin < end ? { say: 'want', begin, end } : undefined
    }
    case 'opened': {
      const { pages, outline } = said
      return isPage(pages) ? { say: 'opened', pages, outline: outlineOf(outline) } : undefined
    }
    case 'drawn':
    case 'undrawn': {
      const { say, page } = said
      return isPage(page) ? { say, page } : undefined
    }
    case 'at': {
      const { page, zoom } = said
      return isPage(page) && typeof zoom === 'number' && zoom > 0 && zoom < 100
        ? { say: 'at', page, zoom }
        : undefined
    }
    case 'found': {
      const { at, total, done } = said
      return isCount(at) && isCount(total) && at <= total
        ? { say: 'found', at, total, done: done === true }
        : undefined
    }
    case 'printed': {
      const { page, of, picture } = said
      // Of 0 pages: one of them could not be drawn.
      return isCount(page) && isCount(of) && picture instanceof Blob && picture.size <= maxPicture
        ? { say: 'printed', page, of, picture }
        : undefined
    }
    case 'pressed': {
      const { what } = said
      return what === 'save' || what === 'find' || what === 'close' || what === 'print'
        ? { say: 'pressed', what }
        : undefined
    }
    default:
      return undefined
  }
}

function outlineOf(said: unknown): readonly OutlineEntry[] {
  if (!Array.isArray(said)) return []
  return said.slice(0, maxOutline.entries).flatMap((entry: unknown) => {
    if (!isRecord(entry)) return []
    const { place, title, depth } = entry
    if (!isCount(place) || typeof title !== 'string' || !isCount(depth)) return []
    return [{ place, title: title.slice(0, maxOutline.title), depth: Math.min(depth, maxOutline.depth) }]
  })
}

/** The fields of what may be said, of unknown kinds. */
type Said = { readonly [Name in FieldName]?: unknown }
type FieldName =
  | 'say'
  | 'begin'
  | 'end'
  | 'pages'
  | 'outline'
  | 'page'
  | 'zoom'
  | 'at'
  | 'total'
  | 'done'
  | 'of'
  | 'picture'
  | 'what'
  | 'place'
  | 'title'
  | 'depth'

const isRecord = (said: unknown): said is Said => typeof said === 'object' && said !== null

const isCount = (said: unknown): said is number => Number.isSafeInteger(said) && Number(said) >= 0

const isPage = (said: unknown): said is number => isCount(said) && said > 0 && said <= maxPages
