import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Config, StoreSettings } from '../config.ts'

/**
 * The page's policy: its own files, this server, downloads in a hidden frame, and the frame that draws documents. No other
 * page frames it, so none can lead a click to it.
 */
function policyFor({ store }: Pick<Config, 'store'>): string {
  // Where content comes from the bucket itself (`S3_REDIRECT`), the page follows there.
  const follows = store.kind === 's3' && store.redirect
  const content = follows ? `'self' ${originOf(store)}` : "'self'"
  return [
    "default-src 'none'",
    "script-src 'self'",
    `connect-src ${content}`,
    "style-src 'self'",
    // Pages that are printed are pictures in memory.
    'img-src blob:',
    `frame-src ${content}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}

/** Where the addresses of contents in a bucket lead: as the AWS SDK makes them, or anywhere at AWS in an unknown region. */
function originOf({ endpoint, region, bucket }: Extract<StoreSettings, { kind: 's3' }>): string {
  if (endpoint !== undefined) return new URL(endpoint).origin
  if (region === undefined) return 'https://*.amazonaws.com'
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'
  // The certificate of AWS knows no name with another dot in it.
  return `https://${bucket.includes('.') ? '' : `${bucket}.`}s3.${region}.${domain}`
}

/**
 * Serves the page of share links, `/d`, and its files. The page is the same for every link: the link's secret stands behind the
 * `#`, which no browser sends. So loading it, by a person or by a program that scans mails, tells and uses up nothing.
 */
export function serveLinkPage(
  app: FastifyInstance,
  folder: string,
  { appName, ...config }: Pick<Config, 'store' | 'appName'>,
): void {
  const policy = policyFor(config)
  app.get('/d', async (_request, reply) => {
    reply.headers({
      'content-security-policy': policy,
      'x-frame-options': 'DENY',
      'x-robots-tag': 'noindex, nofollow',
      'cross-origin-opener-policy': 'same-origin',
    })
    if (appName === '') return reply.sendFile('link.html', folder, { cacheControl: false })
    const page = await readFile(join(folder, 'link.html'), 'utf8')
    return reply.type('text/html; charset=utf-8').send(named(page, appName))
  })
  app.get<{ Params: { '*': string } }>('/link/*', (request, reply) =>
    reply
      .header('cache-control', 'no-cache')
      .sendFile(`link/${request.params['*']}`, folder, { cacheControl: false }),
  )
}

/** The page with the name of the app, which its script shows. */
const named = (page: string, appName: string): string =>
  page.replace(
    '<meta name="application-name" content="',
    (start) => start + appName.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`),
  )
