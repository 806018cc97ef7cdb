import { errorHeader, errorKinds, type Refusal } from '@chairside/protocol'
import type { FastifyInstance } from 'fastify'
import { personOf } from '../domain/people/identity.ts'
import { forVersion } from '../for-version.ts'
import type { PageVersions } from '../page-versions.ts'

/**
 * Answers each person in the oldest version of the wire that their connected pages speak. A request does not say which
 * page sends it, and a newer page understands the older words too.
 */
export function answerInVersion(app: FastifyInstance, versions: PageVersions): void {
  app.addHook('preSerialization', async (request, reply, payload) => {
    if (request.who === undefined) return payload
    const told = forVersion(versions.of(personOf(request.who)), payload)
    if (told === payload || !isRefusal(told) || !isRefusal(payload)) return told
    // The audit keeps the code of this version.
    request.refused = payload.error.code
    reply.header(errorHeader, told.error.code).code(errorKinds[told.error.code].status)
    return told
  })
}

const isRefusal = (payload: unknown): payload is Refusal =>
  typeof payload === 'object' && payload !== null && 'error' in payload
