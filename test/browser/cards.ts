import { eva } from '../world/people.ts'
import type { World } from '../world/world.ts'
import { openApp } from './app.ts'
import type { Person, WindowOptions } from './browser.ts'

/** How a page shows a session's card. */
export interface CardOptions extends WindowOptions {
  /** Who is at the page. */
  readonly who?: string
  /** The address to use instead of the server's. */
  readonly over?: string
  /** Attributes of the page's root element: `lang="sk" dir="rtl"`. */
  readonly root?: string
  /** The width of the card's box, as CSS. */
  readonly width?: string
}

/** Opens a page of another app that has nothing but a session's card. */
export async function cardAt(
  world: World,
  appointment: string,
  { who = eva.id, over = world.url, root = 'lang="en"', width, ...options }: CardOptions = {},
): Promise<Person> {
  const app = await openApp()
  const box = width === undefined ? '' : ` style="inline-size: ${width}"`
  const change = (page: string) =>
    page
      .replace('<html lang="en">', `<html ${root}>`)
      .replace('/chairside.js', '/documents.js')
      .replace(
        '<body>',
        '<body style="background: Canvas; color: CanvasText; color-scheme: light dark; font-family: sans-serif">',
      )
      .replace('<main>', `<main${box}>`)
      .replace('<chairside-transfer', `<chairside-session-documents appointment="${appointment}"`)
      .replace('</chairside-transfer>', '</chairside-session-documents>')
  return app.open(over, await world.token(appointment, who), options, change)
}

/** The row of a document on a card. */
export const rowOf = ({ page }: Person, name: string) =>
  page.locator('[part="document"]').filter({ has: page.getByTitle(name, { exact: true }) })

/** The names of the documents on a card, in their order. */
export const namesOn = ({ page }: Person): Promise<string[]> =>
  page
    .locator('[part="document"] [part="file-name"]')
    .evaluateAll((names) => names.map((name) => name.getAttribute('title') ?? ''))
