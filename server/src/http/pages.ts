import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import type { Given } from './route.ts'

/** The one script tag of an embedding page. */
export const bundlePath = '/chairside.js'

/** Where the client package keeps what browsers load. */
function clientFolder(): string {
  return dirname(fileURLToPath(import.meta.resolve('@chairside/client/chairside.js')))
}

/** The browser bundle for everyone, and outside production the demo's pages. */
export async function servePages(app: FastifyInstance, { config }: Given): Promise<void> {
  const folder = clientFolder()
  await app.register(fastifyStatic, { root: folder, serve: false, decorateReply: true })
  app.get(bundlePath, { schema: { hide: true } }, (_request, reply) =>
    reply
      // Public code without anything of anybody's in it: every page that embeds it may load it.
      .header('access-control-allow-origin', '*')
      .header('cross-origin-resource-policy', 'cross-origin')
      .sendFile('chairside.js', { maxAge: '5m' }),
  )
  const pages = join(folder, 'demo')
  if (config.production || !existsSync(pages)) return
  await app.register(fastifyStatic, {
    root: pages,
    prefix: '/demo/',
    decorateReply: false,
    setHeaders: (reply) => {
      reply.header(
        'content-security-policy',
        "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'",
      )
      reply.header('referrer-policy', 'no-referrer')
    },
  })
}
