import { openApp } from './app.ts'
import { openWindow, type Person, type WindowOptions } from './browser.ts'
import { openRealWorld } from './visits.ts'

/** A `chairside-error` as a page heard it. */
export interface Heard {
  readonly code: string
  readonly why?: string
  readonly field?: string
  readonly at?: string
  readonly message: string
  readonly cause?: string
  /** Ms since the element was in the page. */
  readonly ms: number
}

/** A page with one element. */
export interface Embed {
  readonly element?: string
  readonly attributes?: Readonly<Record<string, string>>
  /** Runs when the element is defined; `element` is it. */
  readonly script?: string
  /** The headers of the page. */
  readonly headers?: Readonly<Record<string, string>>
  /** Where the page itself and its scripts are, if not at an app of this machine. */
  readonly origin?: string
}

export interface Embedded extends Person {
  heard(): Promise<readonly Heard[]>
  /** The lines of the console that the element wrote. */
  readonly lines: readonly string[]
}

/** A real server, and apps whose pages have one element each. */
export async function openMistakes(settings: Parameters<typeof openRealWorld>[0] = {}) {
  const world = await openRealWorld(settings)
  const id = await world.appointment()
  const embed = async (
    { element = 'chairside-transfer', attributes = {}, script = '', headers = {}, origin }: Embed,
    options: WindowOptions = {},
  ): Promise<Embedded> => {
    const given = Object.entries(attributes).map(([name, value]) => `${name}="${value}"`)
    const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>An app</title>
      <script>
        window.heard = []
        const begun = performance.now()
        document.addEventListener('chairside-error', ({ detail: { error } }) => window.heard.push({
          ...error.problem, message: error.message, cause: error.cause && String(error.cause), ms: performance.now() - begun,
        }))
      </script>
      <script type="module" src="${origin ?? world.url}/patient-documents.js"></script>
      <main><${element} ${given.join(' ')}></${element}></main>
      <script type="module">
        const element = document.querySelector('main').lastElementChild
        ${script}
      </script>`
    const lines: string[] = []
    const before = async (page: Person['page']) => {
      page.on('console', (message) => {
        if (message.text().startsWith(`<${element}>`)) lines.push(message.text())
      })
      if (origin)
        await page.route(`${origin}/**`, async (route) => {
          const { pathname } = new URL(route.request().url())
          if (pathname === '/') return route.fulfill({ body: html, contentType: 'text/html; charset=utf-8' })
          const script = await fetch(world.url + pathname)
          return route.fulfill({ body: await script.text(), contentType: 'text/javascript' })
        })
      await options.before?.(page)
    }
    const person = origin
      ? await openWindow(`${origin}/`, { ...options, before })
      : await (await openApp(headers)).open(world.url, '', { ...options, before }, () => html)
    return {
      ...person,
      lines,
      heard: () => person.page.evaluate(() => (window as unknown as { heard: Heard[] }).heard),
    }
  }
  return { world, id, embed }
}
