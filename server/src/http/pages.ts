import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { serveLinkPage } from './link-page.ts'
import type { Given } from './route.ts'
import { serveViewer } from './viewer.ts'

const scripts = ['chairside.js', 'documents.js', 'patient-documents.js']
const languages = '/languages/*'

/** The paths of the scripts that pages load, and of the languages that those fetch. */
export const scriptPaths: readonly string[] = [...scripts.map((name) => `/${name}`), languages]

/** What a page of the demo may load: its own files, this server, and downloads in a hidden frame. */
const demoPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "connect-src 'self'",
  // Thumbnails are read with the token, and shown from memory.
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
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

/** Serves the scripts, the page of share links, the frame of the viewer and, outside production, the demo's pages. */
export async function servePages(app: FastifyInstance, { config }: Given): Promise<void> {
  const folder = clientFolder()
  await app.register(fastifyStatic, { root: folder, serve: false, decorateReply: true })
  const send = (reply: FastifyReply, file: string) =>
    reply
      // The scripts are public and hold no personal data, so pages of every origin may load them.
      .header('access-control-allow-origin', '*')
      .header('cross-origin-resource-policy', 'cross-origin')
      // Each script runs only with those of its build: a browser asks each time whether its copy is the newest.
      .header('cache-control', 'no-cache')
      .sendFile(file, folder, { cacheControl: false })
  for (const name of scripts)
    app.get(`/${name}`, { schema: { hide: true } }, (_request, reply) => send(reply, name))
  app.get<{ Params: { '*': string } }>(languages, { schema: { hide: true } }, (request, reply) =>
    send(reply, `languages/${request.params['*']}`),
  )
  serveLinkPage(app, join(folder, 'pages/link'), config)
  serveViewer(app, join(folder, 'pages/viewer'), config)
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
