import type { FastifyInstance } from 'fastify'
import type { Config } from '../config.ts'

/** The frame that draws documents, and its files. */
export const viewerPaths = ['/viewer', '/viewer/*'] as const

/**
 * Headers of the frame and its files. The files are public and hold no personal data; the frame's origin is opaque, so even
 * its own server is another origin for it.
 */
const headers = {
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
  // A page that is isolated (COEP) frames only what says the same.
  'cross-origin-embedder-policy': 'require-corp',
  // The parts fit each other only if they are of one build: a browser asks each time whether its copy is the newest.
  'cache-control': 'no-cache',
} as const

/**
 * Serves the frame that draws documents. It has an opaque origin also where it is opened by itself, loads its own files and
 * nothing else, and is framed only by pages that may use the server.
 */
export function serveViewer(app: FastifyInstance, folder: string, config: Config): void {
  const policy = policyFor(config)
  const [page, files] = viewerPaths
  app.get(page, (_request, reply) =>
    reply
      .headers({ ...headers, 'content-security-policy': policy })
      .sendFile('viewer.html', folder, { cacheControl: false }),
  )
  app.get<{ Params: { '*': string } }>(files, (request, reply) =>
    reply.headers(headers).sendFile(`viewer/${request.params['*']}`, folder, { cacheControl: false }),
  )
}

/** What the frame may do (Content Security Policy Level 3). Its worker is a copy of one of its files, hence `blob:`. */
function policyFor({ production, publicUrl, allowedOrigins }: Config): string {
  const loopback = production ? [] : ['http://localhost:*', 'http://127.0.0.1:*']
  const own = publicUrl === undefined ? [] : [new URL(publicUrl).origin]
  return [
    'sandbox allow-scripts',
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    'worker-src blob:',
    "connect-src 'self'",
    "style-src 'self'",
    'img-src blob:',
    // The fonts of documents that bring none along.
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${["'self'", ...own, ...allowedOrigins, ...loopback].join(' ')}`,
  ].join('; ')
}
