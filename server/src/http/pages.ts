import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ChairsideError } from '@chairside/protocol'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { serveLinkPage } from './link-page.ts'
import { refuse } from './refusal.ts'
import type { Given } from './route.ts'
import { serveViewer } from './viewer.ts'

const scripts = [
  'chairside.js',
  'documents.js',
  'patient-documents.js',
  'chairside-sdk.js',
  'chairside-sdk-documents.js',
]
/** The scripts, with the maps by which a developer's tools show their sources. */
const plain = scripts.flatMap((name) => [name, `${name}.map`])
const addresses = 'scripts.json'
const languages = '/languages/*'
const versioned = '/v/:build/*'

/** The paths of the scripts that pages load, of the languages that those fetch, and of what tells their addresses. */
export const scriptPaths: readonly string[] = [
  ...[...plain, addresses].map((name) => `/${name}`),
  ...[languages, versioned],
]

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

/** The name of the build that lies in a folder; undefined before the first one. */
async function buildIn(folder: string): Promise<string | undefined> {
  const text = await readFile(join(folder, addresses), 'utf8').catch(() => '{}')
  const read: { build?: string } = JSON.parse(text)
  return read.build
}

/** What an address of another build is answered: only the build that is installed lies here. */
const goneBuild = {
  ...new ChairsideError('NOT_FOUND').toWire(),
  message: `The scripts of this build are not served any more. /${addresses} names those that are.`,
}

/** Serves the scripts, the page of share links, the frame of the viewer and, outside production, the demo's pages. */
export async function servePages(app: FastifyInstance, { config }: Given): Promise<void> {
  const folder = clientFolder()
  // Beside most files stand their brotli and gzip, made by the build.
  await app.register(fastifyStatic, { root: folder, serve: false, decorateReply: true, preCompressed: true })
  const send = (reply: FastifyReply, file: string, keep = 'no-cache') =>
    reply
      // The scripts are public and hold no personal data, so pages of every origin may load them.
      .header('access-control-allow-origin', '*')
      .header('cross-origin-resource-policy', 'cross-origin')
      // Each script runs only with those of its build: a browser asks each time whether its copy is the newest.
      .header('cache-control', keep)
      .sendFile(file, folder, { cacheControl: false })
  for (const name of [...plain, addresses]) app.get(`/${name}`, (_request, reply) => send(reply, name))
  app.get<{ Params: { '*': string } }>(languages, (request, reply) =>
    send(reply, `languages/${request.params['*']}`),
  )
  app.get<{ Params: { build: string; '*': string } }>(versioned, async (request, reply) => {
    const { build, '*': file } = request.params
    if (build !== (await buildIn(folder))) return refuse(reply, goneBuild)
    if (!plain.includes(file) && !file.startsWith('languages/')) throw new ChairsideError('NOT_FOUND')
    return send(reply, file, 'public, max-age=31536000, immutable')
  })
  serveLinkPage(app, join(folder, 'pages/link'), config)
  serveViewer(app, join(folder, 'pages/viewer'), config)
  const pages = join(folder, 'demo')
  if (config.production || !existsSync(pages)) return
  await app.register(fastifyStatic, {
    root: pages,
    prefix: '/demo/',
    decorateReply: false,
    preCompressed: true,
    setHeaders: (reply) => {
      reply.header('content-security-policy', demoPolicy)
    },
  })
}
