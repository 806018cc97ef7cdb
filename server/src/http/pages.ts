import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import type { Given } from './route.ts'

/** The path of the bundle that pages load. */
export const bundlePath = '/chairside.js'

/** What a page of the demo may load: its own files, this server, and downloads in a hidden frame. */
const demoPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "style-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** The folder of the client package's built files. */
function clientFolder(): string {
  return dirname(fileURLToPath(import.meta.resolve('@chairside/client/chairside.js')))
}

/** Serves the bundle and, outside production, the demo's pages. */
export async function servePages(app: FastifyInstance, { config }: Given): Promise<void> {
  const folder = clientFolder()
  await app.register(fastifyStatic, { root: folder, serve: false, decorateReply: true })
  app.get(bundlePath, { schema: { hide: true } }, (_request, reply) =>
    reply
      // The bundle is public and holds no personal data, so pages of every origin may load it.
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
      reply.header('content-security-policy', demoPolicy)
    },
  })
}
