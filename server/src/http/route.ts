import { type ErrorCode, type ParamsOf, type Route, routes } from '@chairside/protocol'
import type {
  FastifyContextConfig,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  RouteHandlerMethod,
} from 'fastify'
import type { Static, TSchema } from 'typebox'
import type { Config } from '../config.ts'
import type { Exchange } from '../domain/domain.ts'
import type { Identity } from '../domain/people/identity.ts'
import type { Log } from '../log.ts'
import type { Clock } from '../seams.ts'
import type { Callers } from './caller.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The IP address of the client. */
    address: string | undefined
    /** The person whom a token or ticket names, for the log and the audit; `Callers` checks rights. */
    who: Identity | undefined
    /** The file that a ticket opens. */
    fileId: string | undefined
    /** The cause of the error that is answered. */
    cause: unknown
    /** Its code, where an older page is answered another one. */
    refused: ErrorCode | undefined
  }
  interface FastifyContextConfig {
    /** Options of one route for @fastify/cors, which declares no type for them. */
    cors?: { strictPreflight: boolean; preflightContinue: boolean }
    /** What counts against a participant's rate: by default a request and its time. Uploads have a pace of their own. */
    rate?: 'nothing' | 'request'
  }
}

/** The limits of the server, for what needs no other setting. */
export interface WithLimits {
  readonly config: Pick<Config, 'limits'>
}

/** What every `serve…` function of this folder is given. */
export interface Given {
  readonly config: Config
  readonly exchange: Exchange
  readonly callers: Callers
  /** Whether pages of an origin may use the server. */
  readonly mayUse: (origin: string | undefined) => boolean
  readonly clock: Clock
  readonly log: Log
}

type StaticOr<Schema, Without> = Schema extends TSchema ? Static<Schema> : Without
type Field<One, Name extends string> = One extends { readonly [Key in Name]: infer Value } ? Value : undefined

type RequestOf<One extends Route> = FastifyRequest<{
  Params: ParamsOf<One>
  Querystring: StaticOr<Field<One, 'query'>, unknown>
  Body: StaticOr<Field<One, 'takes'>, unknown>
}>

type Answer<One extends Route> = FastifyReply | StaticOr<Field<One, 'answers'>, never>

/** Registers one route of the protocol. Checks who may call it before a byte of the body is read. */
export function serve<One extends Route>(
  scope: FastifyInstance,
  { callers, config: { limits } }: Pick<Given, 'callers'> & WithLimits,
  route: One,
  handler: (request: RequestOf<One>, reply: FastifyReply) => Answer<One> | Promise<Answer<One>>,
  config: FastifyContextConfig = {},
): void {
  const { method, path, params, query, takes, takesAs, caller }: Route = route
  const isPersonal = caller === 'participant' || caller === 'either' || caller === 'access'
  // Counts time once the body has come: waiting for a slow connection is no work.
  const timed: typeof handler = async (request, reply) => {
    if (caller === 'either' && callers.isBackend(request)) return handler(request, reply)
    const over = callers.begin(await callers[caller === 'access' ? 'access' : 'participant'](request))
    try {
      return await handler(request, reply)
    } finally {
      over()
    }
  }
  scope.route({
    method,
    url: urlOf(route),
    // Not where the list has a HEAD of the same path: that one answers.
    exposeHeadRoute: !Object.values(routes).some((other) => other.method === 'HEAD' && other.path === path),
    schema: {
      params,
      ...(query && { querystring: query }),
      ...(takes && { body: takes }),
    },
    ...(takes === undefined && takesAs === undefined && { bodyLimit: limits.noBody }),
    ...(takes !== undefined && caller === 'anyone' && { bodyLimit: limits.unknownBody }),
    config,
    onRequest: async (request, reply) => {
      if (caller === 'backend') callers.backend(request)
      if (caller === 'anyone' || caller === 'backend') return
      if (caller === 'either' && callers.isBackend(request)) return
      if (caller === 'access') {
        await callers.access(request, reply)
        return
      }
      const who = await callers.participant(request)
      if (config.rate !== 'nothing') callers.count(who, request, reply)
    },
    handler: (isPersonal && config.rate === undefined ? timed : handler) as RouteHandlerMethod,
  })
}

/** The path of a route as Fastify writes it: `/v1/appointments/:id`. */
export function urlOf({ path }: Route): string {
  return path.replaceAll(':', '::').replace(/\{(\w+)\}/g, ':$1')
}
