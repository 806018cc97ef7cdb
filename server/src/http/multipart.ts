import type { Readable } from 'node:stream'
import { ChairsideError, KB, type ReceivedFiles, type Route, routes } from '@chairside/protocol'
import fastifyMultipart from '@fastify/multipart'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { isLineCut } from '../domain/bytes/intake.ts'
import type { Parts } from '../domain/bytes/part.ts'
import type { Reception } from '../domain/bytes/reception.ts'
import { fileKind } from '../domain/live/owner.ts'
import type { Identity } from '../domain/people/identity.ts'
import type { Log } from '../log.ts'
import { toWire } from '../wire-error.ts'
import { type Pace, watchPace } from './pace.ts'
import { typeIn } from './refusal.ts'
import { type Given, serve, type WithLimits } from './route.ts'

type Outcome = ReceivedFiles['files'][number]

/** The most fields that are no files: they mean nothing here, but forms may have some. */
const mostFields = 10

/** How the parts of a form reach the uploads of one kind of owner. */
export interface FormAddress {
  readonly route: FormRoute
  readonly reception: Reception
  /** Who calls; by default the person of the token. */
  caller?(request: FastifyRequest<{ Params: { id: string } }>): Promise<Identity>
  /** The most contents in one form, and the bytes of the largest. */
  readonly most: number
  readonly largest: number
  /** Which upload each part belongs to. Throws NOT_FOUND unless `who` may send them. */
  partsOf(who: Identity, id: string): Promise<Parts>
  /** The states of the form's uploads by id, once the form has been read. */
  statesOf(who: Identity, id: string): Promise<ReadonlyMap<string, Outcome['state']>>
}

type FormRoute = Omit<Route, 'params' | 'answers'> & Pick<typeof routes.sendForm, 'params' | 'answers'>

/** The files of an offered transfer as one form. */
export function serveMultipart(app: FastifyInstance, given: Given): void {
  const { transfers, uploads } = given.exchange
  serveForms(app, given, {
    route: routes.sendForm,
    reception: uploads.of(fileKind),
    most: given.config.limits.transfer.files,
    largest: given.config.limits.transfer.bytes,
    partsOf: transfers.partsOf,
    statesOf: async (who, id) => {
      const { files } = await transfers.see(who, id)
      return new Map(files.map(({ id, state }) => [id, state]))
    },
  })
}

/** Whole contents as one multipart/form-data body (RFC 7578): for curl -F and FormData. */
export function serveForms(
  app: FastifyInstance,
  given: Pick<Given, 'callers' | 'clock' | 'log'> & WithLimits,
  { route, reception, caller, most, largest, partsOf, statesOf }: FormAddress,
): void {
  const { callers, clock, log } = given
  const { limits } = given.config
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    await scope.register(fastifyMultipart, {
      throwFileSizeLimit: false,
      limits: {
        files: most,
        fields: mostFields,
        parts: most + mostFields,
        headerPairs: 20,
        fileSize: Number.POSITIVE_INFINITY,
      },
    })
    serve(
      scope,
      given,
      route,
      async (request) => {
        const who = await (caller ?? callers.participant)(request)
        const { id } = request.params
        const offered = await partsOf(who, id)
        const pace = watchPace(request.raw, clock, limits)
        const slow = new Promise<never>((_, reject) => {
          pace.signal.addEventListener('abort', () => reject(pace.signal.reason), { once: true })
        })
        const parts = receiveParts(request, who, { ...offered, reception, largest }, pace, log)
        const received = await Promise.race([parts, slow])
          .catch((error) => {
            throw translate(error, request, most)
          })
          .finally(pace.end)
        if (received.length === 0) throw new ChairsideError({ code: 'MULTIPART_INVALID', found: 'no-file' })
        const states = await statesOf(who, id)
        return {
          files: received.map(({ id, error }): Outcome => {
            const state = states.get(id) ?? 'offered'
            return error === undefined ? { id, state } : { id, state, error }
          }),
        }
      },
      { rate: 'nothing' },
    )
  })
}

async function receiveParts(
  request: FastifyRequest,
  who: Identity,
  { idOf, wanted, reception: { receive }, largest }: Parts & { reception: Reception; largest: number },
  pace: Pace,
  log: Log,
): Promise<Omit<Outcome, 'state'>[]> {
  const received: Omit<Outcome, 'state'>[] = []
  for await (const part of request.files()) {
    const id = idOf({ field: part.fieldname, filename: part.filename })
    if (received.some((file) => file.id === id)) throw new ChairsideError('PART_UNKNOWN')
    try {
      const { problem } = await receive(who, id, {
        source: part.file,
        offset: 'whole',
        length: undefined,
        pace: pace.signal,
        own: ownChunk,
      })
      if (problem !== null) throw new ChairsideError(problem)
      received.push({ id })
    } catch (error) {
      // The body was cut or is too slow, so no other part follows.
      if (isLineCut(error) || pace.signal.aborted) throw error
      received.push({ id, error: toWire(error, log, { upload: id }) })
      // When all wanted files have come, the answer need not wait for the rest of the body.
      if (wanted.every((file) => received.some((other) => other.id === file))) return received
    }
    await passOver(part.file, largest)
  }
  return received
}

/** No chunk that the parser still uses is longer: it looked like a boundary, which is shorter than a request's headers. */
const sharedAtMost = 16 * KB

/** Copies a chunk that the parser may still use: bytes that looked like a boundary come from a buffer that it reuses. */
function ownChunk(chunk: Buffer): Buffer {
  return chunk.length > sharedAtMost ? chunk : Buffer.from(chunk)
}

/** Reads and drops the rest of a part, so that the next parts arrive. Throws FILE_TOO_LARGE when the rest is too long. */
async function passOver(part: Readable, largest: number): Promise<void> {
  let bytes = 0
  for await (const chunk of part) {
    bytes += (chunk as Buffer).length
    if (bytes > largest) throw new ChairsideError({ code: 'FILE_TOO_LARGE', limit: largest, actual: bytes })
  }
}

function translate(error: unknown, request: FastifyRequest, mostFiles: number): unknown {
  if (error instanceof ChairsideError) return error
  const options = { cause: error }
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'FST_FILES_LIMIT':
      return new ChairsideError(
        { code: 'FILE_COUNT_LIMIT', limit: mostFiles, actual: mostFiles + 1 },
        options,
      )
    case 'FST_PARTS_LIMIT':
    case 'FST_FIELDS_LIMIT':
      return new ChairsideError({ code: 'BODY_TOO_LARGE', limit: mostFields, found: 'many-fields' }, options)
    case 'FST_INVALID_MULTIPART_CONTENT_TYPE':
      return new ChairsideError({ code: 'MEDIA_TYPE_NOT_SUPPORTED', ...typeIn(request) }, options)
    default:
      return new ChairsideError('MULTIPART_INVALID', options)
  }
}
