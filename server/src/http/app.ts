import type { IncomingMessage } from 'node:http'
import { ChairsideError, errorHeader, routes, socketPath } from '@chairside/protocol'
import fastifyCors from '@fastify/cors'
import fastify, { type FastifyInstance } from 'fastify'
import type { TSchema } from 'typebox'
import { clientAddress } from '../client-address.ts'
import type { Config } from '../config.ts'
import type { Refusals } from '../domain/people/refusal.ts'
import { guarded } from '../guarded.ts'
import type { Limits } from '../limits.ts'
import type { Log } from '../log.ts'
import { printable } from '../origin-log.ts'
import type { Clock } from '../seams.ts'
import { createReader } from '../shape.ts'
import { askForBodies } from './continue.ts'
import { beginInTurn } from './in-turn.ts'
import { answerEarly } from './late.ts'
import { mediaTypeOf } from './media-type.ts'
import { answerPostedHeads, methodOf } from './method.ts'
import { scriptPaths } from './pages.ts'
import { createPublicPath } from './public-path.ts'
import { handleErrors, noteRefusals, refuse } from './refusal.ts'
import { urlOf } from './route.ts'
import { createUnparsed } from './unparsed.ts'
import { endUnread } from './unread.ts'
import { unreadable } from './unreadable.ts'
import { viewerPaths } from './viewer.ts'

/**
 * Paths exempt from the origin check: the scripts, the frame that draws documents, whose origin is opaque, and the probe that
 * tells whether a page's origin is refused.
 */
const openPaths: readonly (string | undefined)[] = [...scriptPaths, ...viewerPaths, urlOf(routes.isLive)]

/** Gives the HTTP server without routes: it checks origins, reads bodies and answers errors. */
export async function createApp({
  config,
  mayUse,
  noteOrigin,
  clock,
  log,
  refusals,
}: {
  config: Pick<Config, 'limits' | 'trustProxy' | 'publicUrl'>
  /** Whether pages of an origin may use the server. */
  mayUse: (origin: string | undefined) => boolean
  /** Is told each origin that is refused. */
  noteOrigin: (origin: string) => void
  clock: Clock
  log: Log
  refusals: Refusals
}): Promise<FastifyInstance> {
  const { limits } = config
  const isHttps = config.publicUrl?.startsWith('https:') === true
  const always = { ...guarded, ...(isHttps && { 'strict-transport-security': 'max-age=31536000' }) }
  const unparsed = createUnparsed(refusals)
  const { within, learn } = createPublicPath(config.publicUrl)
  const app = fastify({
    bodyLimit: limits.command,
    // A long upload is legal; `watchPace` ends slow ones.
    requestTimeout: 0,
    http: {
      headersTimeout: limits.head,
      connectionsCheckingInterval: Math.ceil(limits.head / 5),
      shouldUpgradeCallback: (request) => {
        // The socket's server compares this address, too.
        request.url = within(request.url ?? '')
        return isForSocket(request)
      },
    },
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 2000 },
    rewriteUrl: (request) => {
      request.url = within(request.url ?? '')
      request.method = methodOf(request)
      return request.url
    },
    frameworkErrors: ({ code }, request, reply) => {
      const { headers, socket, url = '' } = request.raw
      const error = code === 'FST_ERR_BAD_URL' ? unreadable(url) : new ChairsideError('NOT_FOUND')
      const address = clientAddress(headers, socket.remoteAddress, config.trustProxy)
      refusals.note({ code: error.code, where: 'unreadable address', who: undefined, address })
      return refuse(reply.headers(always), error.toWire())
    },
    clientErrorHandler: unparsed.refuse,
  })
  for (const name of ['address', 'who', 'fileId', 'cause', 'refused'] as const)
    app.decorateRequest(name, undefined)
  beginInTurn(app)
  app.addHook('onRequest', async (request) => {
    const { headers, socket } = request.raw
    request.address = clientAddress(headers, socket.remoteAddress, config.trustProxy)
  })
  learn(app)
  unparsed.follow(app.server)
  askForBodies(app.server)
  app.removeContentTypeParser('text/plain')
  readJson(app)
  endSlowJson(app, clock, limits)
  validateBySchema(app)
  handleErrors(app, log)
  noteRefusals(app, refusals)
  logAnswers(app, log)
  endUnread(app, clock, limits)
  answerPostedHeads(app)
  answerEarly(app, clock, limits)
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(always)
    const { origin } = request.headers
    if (!openPaths.includes(request.routeOptions.url) && !mayUse(origin)) {
      noteOrigin(origin ?? '')
      return refuse(
        reply,
        new ChairsideError({
          code: 'ORIGIN_NOT_ALLOWED',
          at: printable(origin ?? ''),
        }).toWire(),
      )
    }
    // The bytes of a body decide what it is, so the server takes them as they are and unpacks nothing.
    const coding = request.headers['content-encoding'] ?? 'identity'
    if (coding !== 'identity')
      return refuse(
        reply.header('accept-encoding', 'identity'),
        new ChairsideError({ code: 'MEDIA_TYPE_NOT_SUPPORTED', found: 'packed' }).toWire(),
      )
  })
  await app.register(fastifyCors, {
    origin: true,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    // No list of headers: what a preflight asks for is allowed, because monitoring adds headers of its own (`traceparent`,
    // `sentry-trace`) to each request of its page. They are ignored; the token is the right.
    exposedHeaders: [
      'tus-resumable',
      'tus-version',
      'tus-extension',
      'tus-max-size',
      'upload-offset',
      'upload-length',
      'upload-expires',
      'upload-prefix-digest',
      'upload-complete',
      'upload-incomplete',
      'upload-limit',
      'upload-draft-interop-version',
      'accept-patch',
      'location',
      'chairside-error',
      'content-range',
      'content-disposition',
      'accept-ranges',
      'etag',
      'retry-after',
      'ratelimit',
      'ratelimit-policy',
    ],
    maxAge: 600,
    strictPreflight: true,
  })
  // Refuses before a byte of the body is read, but after CORS, so that pages can read the answer.
  app.addHook('onRequest', async (request, reply) => {
    if (request.is404) return refuse(reply, new ChairsideError('UNKNOWN_COMMAND').toWire())
  })
  return app
}

/**
 * Whether an upgrade is that to a WebSocket at the address of the socket. Any other one is ignored, and the request is
 * served by HTTP/1.1 (RFC 9110, section 7.8): Java and curl offer `h2c` with each request.
 */
function isForSocket({ headers, url = '' }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket' && url.startsWith(socketPath)
}

/** An empty JSON body counts as no body; a route that needs a body refuses it by its schema. */
function readJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined)
    else parse(request, String(body), done)
  })
}

/** A JSON body is read whole into memory, so it must have come within `limits.json`. */
function endSlowJson(app: FastifyInstance, clock: Clock, limits: Limits): void {
  app.addHook('preParsing', async (request, reply, body) => {
    if (mediaTypeOf(request) !== 'application/json') return body
    const cancel = clock.after(limits.json, () => {
      if (!request.raw.complete) refuse(reply, new ChairsideError('REQUEST_TOO_SLOW').toWire())
    })
    reply.raw.once('close', cancel)
    return body
  })
}

/** Requests are read by `createReader`, as the socket's commands are. */
function validateBySchema(app: FastifyInstance): void {
  app.setValidatorCompiler<TSchema>(({ schema }) => {
    const read = createReader(schema)
    return (value) => {
      try {
        return { value: read(value) }
      } catch (cause) {
        // Fastify sets `code` and `statusCode` on this error, so ours travels as its cause.
        return { error: new Error('not valid', { cause }) }
      }
    }
  })
}

/** Logs each answer that is no refusal with the route's pattern, never with its path, which may hold an id or a ticket. */
function logAnswers(app: FastifyInstance, log: Log): void {
  app.addHook('onResponse', async (request, reply) => {
    if (reply.hasHeader(errorHeader)) return
    const { method, id, routeOptions } = request
    log.info(
      {
        method,
        route: routeOptions.url ?? 'none',
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        request: id,
      },
      'answered',
    )
  })
}
