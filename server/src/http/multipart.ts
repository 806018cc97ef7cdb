import { CallerId, ChairsideError, ReceivedFiles, type Transfer } from '@chairside/protocol'
import fastifyMultipart, { type MultipartFile } from '@fastify/multipart'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { Exchange } from '../domain/exchange.ts'
import type { Identity } from '../domain/token.ts'
import { toWire } from '../failure.ts'
import type { Log } from '../log.ts'
import type { Callers } from './caller.ts'

const ById = Type.Object({ id: CallerId })

type Outcome = ReceivedFiles['files'][number]

/** Files of an offered transfer as one multipart/form-data body (RFC 7578): for curl -F and FormData. */
export function serveMultipart(
  app: FastifyInstance,
  exchange: Exchange,
  callers: Callers,
  log: Log,
  mostFiles: number,
): void {
  app.register(async (scope) => {
    await scope.register(fastifyMultipart, {
      throwFileSizeLimit: false,
      limits: {
        files: mostFiles,
        fields: 10,
        parts: mostFiles + 10,
        headerPairs: 20,
        fileSize: Number.POSITIVE_INFINITY,
      },
    })
    scope.post<{ Params: Static<typeof ById> }>(
      '/v1/transfers/:id/files',
      {
        schema: {
          params: ById,
          consumes: ['multipart/form-data'],
          response: { 200: ReceivedFiles },
          summary:
            'The bytes of offered files; a part is named by its file id, or the parts come in the order of the offer',
        },
      },
      async (request) => {
        const who = await callers.participant(request)
        const transfer = await exchange.transfers.see(who, request.params.id)
        return { files: await receiveParts(request, who, transfer, exchange, log) }
      },
    )
  })
}

async function receiveParts(
  request: FastifyRequest,
  who: Identity,
  transfer: Transfer,
  { uploads, transfers }: Exchange,
  log: Log,
): Promise<Outcome[]> {
  const received: { id: string; error?: Outcome['error'] }[] = []
  try {
    for await (const part of request.files()) {
      const id = fileOf(
        part,
        transfer,
        received.map((file) => file.id),
      )
      try {
        const { problem, offset, size } = await uploads.receive(who, id, {
          source: part.file,
          offset: 'whole',
          length: undefined,
        })
        if (problem !== null) throw new ChairsideError(problem)
        if (offset < size) throw new ChairsideError({ code: 'SIZE_MISMATCH', limit: size, actual: offset })
        received.push({ id })
      } catch (error) {
        if (request.raw.destroyed && !request.raw.complete) throw error
        received.push({ id, error: toWire(error, log, { file: id }) })
      } finally {
        part.file.resume()
      }
    }
  } catch (error) {
    throw translate(error)
  }
  if (received.length === 0) throw new ChairsideError({ code: 'MULTIPART_INVALID', seen: 'it holds no file' })
  const { files } = await transfers.see(who, transfer.id)
  return received.map(({ id, error }) => {
    const state = files.find((file) => file.id === id)?.state ?? 'offered'
    return error === undefined ? { id, state } : { id, state, error }
  })
}

/** The offered file that a part belongs to: the one it names, or the next one of the offer. */
function fileOf({ fieldname }: MultipartFile, { files }: Transfer, before: readonly string[]): string {
  const named = files.find((file) => file.id === fieldname)
  const next = files.find(
    (file) => !before.includes(file.id) && (file.state === 'offered' || file.state === 'receiving'),
  )
  const file = named ?? next
  if (file === undefined)
    throw new ChairsideError({ code: 'FILE_COUNT_LIMIT', limit: before.length, actual: before.length + 1 })
  return file.id
}

function translate(error: unknown): unknown {
  if (error instanceof ChairsideError) return error
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'FST_FILES_LIMIT' || code === 'FST_PARTS_LIMIT' || code === 'FST_FIELDS_LIMIT') {
    return new ChairsideError({ code: 'BODY_TOO_LARGE' }, { cause: error })
  }
  if (code === 'FST_INVALID_MULTIPART_CONTENT_TYPE') {
    return new ChairsideError({ code: 'MEDIA_TYPE_NOT_SUPPORTED' }, { cause: error })
  }
  return new ChairsideError('MULTIPART_INVALID', { cause: error })
}
