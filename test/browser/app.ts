import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { serve } from '../world/serve.ts'
import { openWindow, type Person, type WindowOptions } from './browser.ts'

const template = readFileSync(join(import.meta.dirname, '../../client/demo/bare.html'), 'utf8')

/** Another app: a server of its own, with pages of one script tag each. `headers` are those of all of its pages. */
export async function openApp(headers: Readonly<Record<string, string>> = {}) {
  const pages = new Map<string, string>()
  const { url } = await serve((request, response) => {
    const page = pages.get(new URL(request.url ?? '', 'http://app').pathname)
    response.writeHead(page === undefined ? 404 : 200, {
      'content-type': 'text/html; charset=utf-8',
      ...headers,
    })
    response.end(page)
  })
  // So that the app is on another site, not only on another port.
  const origin = url.replace('127.0.0.1', 'localhost')
  const show = (path: string, page: string, options?: WindowOptions): Promise<Person> => {
    pages.set(path, page)
    return openWindow(origin + path, options)
  }
  return {
    origin,
    /** Opens a page of the app with the element. `change` changes its HTML before. */
    open: (
      server: string,
      token: string,
      options?: WindowOptions,
      change: (page: string) => string = (page) => page,
    ) => {
      const page = template.replaceAll('{{server}}', server).replaceAll('{{token}}', token)
      return show(`/page-${pages.size}`, change(page), options)
    },
    /** Opens a page of the app without the element. */
    openPlain: () => show('/plain', '<!doctype html><title>Another page</title><h1>Another page</h1>'),
  }
}
