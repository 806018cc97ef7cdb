import { wordsOf } from '../../src/messages/words.ts'
import type { FromFrame, ToFrame } from '../../src/viewer/talk.ts'
import { Bytes } from './bytes.ts'
import { drawPage, dropCanvas } from './canvas.ts'
import { drawMs, openMs, TooLong, within } from './deadline.ts'
import { type OpenedDocument, openDocument } from './opened.ts'
import { type Outline, outlineOf } from './outline.ts'
import { askPassword } from './password.ts'
import { Search } from './search.ts'
import { Sheets } from './sheets.ts'

type Wish = Extract<ToFrame, { say: 'open' }>

/** The reader of one document: it does what the page wishes. */
export interface Reader {
  hear(message: Exclude<ToFrame, { say: 'open' | 'still-there' }>): void
}

/** The width of a printed page, in pixels: A4 with 150 dots an inch. */
const printWidth = 1240

/** Opens a document and shows it in this frame. `tell` reaches the page around it. */
export function openReader(wish: Wish, tell: (message: FromFrame) => void): Reader {
  const words = wordsOf(wish.lang)
  document.documentElement.lang = words.lang
  document.documentElement.dir = wish.rightToLeft ? 'rtl' : 'ltr'
  const bytes = new Bytes(wish.size, (begin, end) => tell({ say: 'want', begin, end }))
  let password: string | undefined
  let asks = false
  const typed = async (wrong: boolean): Promise<string> => {
    // A document that is opened again, in a new worker, does not ask again.
    if (password !== undefined && !wrong) return password
    asks = true
    tell({ say: 'needs-password' })
    password = await askPassword(words, wrong)
    asks = false
    return password
  }
  const stands = (): boolean => bytes.areComing || asks
  const open = async (): Promise<OpenedDocument> => {
    const opened = openDocument(bytes, typed)
    try {
      return await within(openMs, opened, stands)
    } catch (error) {
      opened.then(({ end }) => end()).catch(() => {})
      throw error
    }
  }
  let opened = open()
  let outline: Outline | undefined
  /** Ends a worker that hangs, and opens the document in another one. */
  const restart = async (): Promise<void> => {
    const before = opened
    dropCanvas()
    opened = before.then(({ end }) => {
      end()
      return open()
    })
    await opened
  }
  const pageOf = async (number: number) => (await opened).pdf.getPage(number)
  const sheets = new Sheets({
    words,
    page: pageOf,
    within: (work) => within(drawMs, work, stands),
    restart,
    save: wish.saves ? () => tell({ say: 'pressed', what: 'save' }) : undefined,
    tell,
    drawn: () => search.mark(),
  })
  const search = new Search({ sheets, document: () => opened, tell })
  const print = async (): Promise<void> => {
    const of = sheets.count
    for (let page = 1; page <= of; page += 1) {
      const drawn = pageOf(page).then((one) => drawPage(one, printWidth, 'image/jpeg'))
      tell({ say: 'printed', page, of, picture: await within(drawMs, drawn, stands) })
    }
  }
  const begin = async (): Promise<void> => {
    const { pdf } = await opened
    outline = await within(openMs, outlineOf(pdf), stands)
    tell({ say: 'opened', pages: pdf.numPages, outline: outline.entries })
    await sheets.show(pdf.numPages, wish.page)
  }
  begin().catch(() => tell({ say: 'broken' }))
  listenToKeys(sheets, tell)
  return {
    hear: (message) => {
      switch (message.say) {
        case 'bytes':
          bytes.come(message.begin, message.bytes)
          return
        case 'go':
          sheets.go(message.page)
          return
        case 'follow':
          outline
            ?.pageOf(message.place)
            .then((page) => page !== undefined && sheets.go(page))
            .catch(() => {})
          return
        case 'zoom':
          sheets.zoom(message.to)
          return
        case 'find':
          search.find(message.text, message.step)
          return
        case 'print':
          print().catch((error) => {
            if (error instanceof TooLong) void restart().catch(() => {})
            tell({ say: 'printed', page: 0, of: 0, picture: new Blob() })
          })
          return
      }
    },
  }
}

/** The keys that the page around would not hear. */
function listenToKeys(sheets: Sheets, tell: (message: FromFrame) => void): void {
  addEventListener('keydown', (event) => {
    const press = pressOf(event, sheets, tell)
    if (!press) return
    event.preventDefault()
    press()
  })
}

function pressOf(
  { key, ctrlKey, metaKey, altKey, target }: KeyboardEvent,
  sheets: Sheets,
  tell: (message: FromFrame) => void,
): (() => void) | undefined {
  const say = (what: Extract<FromFrame, { say: 'pressed' }>['what']) => () => tell({ say: 'pressed', what })
  if (key === 'Escape') return say('close')
  if (altKey || target instanceof HTMLInputElement) return undefined
  if (ctrlKey || metaKey)
    return { f: say('find'), p: say('print'), s: say('save') }[key.toLowerCase() as 'f' | 'p' | 's']
  const forward = document.documentElement.dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight'
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowRight':
      // A page that is wider than the window is moved by the arrows.
      return sheets.isWide ? undefined : () => sheets.go(sheets.current + (key === forward ? 1 : -1))
    case 'Home':
      return () => sheets.go(1)
    case 'End':
      return () => sheets.go(sheets.count)
    case '+':
      return () => sheets.zoom('in')
    case '-':
      return () => sheets.zoom('out')
    case '0':
      return () => sheets.zoom('fit')
    default:
      return undefined
  }
}
