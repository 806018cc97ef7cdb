import type { FastifyInstance } from 'fastify'

/**
 * The page's policy: its own files, this server, downloads in a hidden frame, and the frame that draws documents. No other
 * page frames it, so none can lead a click to it.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "connect-src 'self'",
  "style-src 'self'",
  // Pages that are printed are pictures in memory.
  'img-src blob:',
  "frame-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

/**
 * Serves the page of share links, `/d`, and its files. The page is the same for every link: the link's secret stands behind the
 * `#`, which no browser sends. So loading it, by a person or by a program that scans mails, tells and uses up nothing.
 */
export function serveLinkPage(app: FastifyInstance, folder: string): void {
  app.get('/d', { schema: { hide: true } }, (_request, reply) =>
    reply
      .headers({
        'content-security-policy': policy,
        'x-frame-options': 'DENY',
        'x-robots-tag': 'noindex, nofollow',
        'cross-origin-opener-policy': 'same-origin',
      })
      .sendFile('link.html', folder, { cacheControl: false }),
  )
  for (const file of ['link.js', 'link.css'])
    app.get(`/link/${file}`, { schema: { hide: true } }, (_request, reply) =>
      reply.header('cache-control', 'no-cache').sendFile(`link/${file}`, folder, { cacheControl: false }),
    )
}
