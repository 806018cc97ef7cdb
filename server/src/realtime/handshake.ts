import {
  ChairsideError,
  Handshake,
  judgeVersions,
  protocolVersion,
  spoken,
  type VersionWindow,
} from '@chairside/protocol'
import type { TokenIdentity } from '../domain/people/identity.ts'
import type { Tokens } from '../domain/people/token.ts'
import { createReader } from '../shape.ts'

export interface Arrival {
  readonly who: TokenIdentity
  readonly place: Handshake['place']
  /** The page shows documents only. */
  readonly view: Handshake['view']
}

const readHandshake = createReader(Handshake)

/** Who connects, and where. Throws UNSUPPORTED_VERSION, UNAUTHENTICATED, BAD_REQUEST or why the token is refused. */
export async function shakeHands(auth: unknown, tokens: Tokens): Promise<Arrival> {
  const said = fieldsOf(auth)
  const problem = judgeVersions(spoken, windowOf(said))
  if (problem !== null) throw new ChairsideError(problem)
  if (typeof said.token !== 'string') throw new ChairsideError('UNAUTHENTICATED')
  const { token, place, view } = readHandshake(said) as Handshake
  return { who: await tokens.verify(token), place, view }
}

/** The newest version that both sides speak; that of the server where the client names none. */
export function versionOf(auth: unknown): number {
  return Math.min(windowOf(fieldsOf(auth))?.version ?? protocolVersion, protocolVersion)
}

const fieldsOf = (auth: unknown): Readonly<Record<string, unknown>> =>
  typeof auth === 'object' && auth !== null ? { ...auth } : {}

/** Undefined for a client that names no version. */
function windowOf({ version, oldest }: Readonly<Record<string, unknown>>): VersionWindow | undefined {
  if (!isWhole(version)) return undefined
  return { version, oldest: isWhole(oldest) ? oldest : version }
}

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value)
