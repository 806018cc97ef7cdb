import { randomUUID } from 'node:crypto'
import { type Access, type PageKey, pathOf, proofHeader, type Route, routes } from '@chairside/protocol'
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { type Asked, ask, type Said } from './http.ts'
import type { World } from './world.ts'

/** What a proof says instead of the truth. */
export interface Lie {
  readonly htm?: string
  readonly htu?: string
  readonly iat?: number
  readonly jti?: string
  readonly access?: string
  /** Replaces fields of its header. */
  readonly header?: Readonly<Record<string, unknown>>
}

/** The page of a patient, with a key pair of its own. It does by plain HTTP what the SDK does, and what it never does. */
export interface Page {
  readonly key: PageKey
  readonly privateKey: CryptoKey
  /** Opens the document of a link. */
  open(secret: string, code?: string, headers?: Asked['headers']): Promise<Said>
  /** A proof for a request of an access session. */
  proof(access: string, method: string, url: string, lie?: Lie): Promise<string>
  /** Sends a request of an access session with its proof. */
  call(route: Route, access: string, asked?: { json?: unknown; query?: string; lie?: Lie }): Promise<Said>
}

export async function openPage(world: Pick<World, 'patientUrl' | 'chairside'>): Promise<Page> {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
  const { x = '', y = '' } = await exportJWK(publicKey)
  const key: PageKey = { kty: 'EC', crv: 'P-256', x, y }
  const proof: Page['proof'] = async (access, method, url, { header, ...lie } = {}) =>
    new SignJWT({
      htm: method,
      htu: url,
      iat: Math.floor(world.chairside.clock.now() / 1000),
      jti: randomUUID(),
      access,
      ...lie,
    })
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: key, ...header })
      .sign(privateKey)
  return {
    key,
    privateKey,
    proof,
    open: (secret, code, headers) =>
      ask(world.patientUrl + pathOf(routes.openLink), 'POST', {
        json: { secret, key, ...(code !== undefined && { code }) },
        ...(headers && { headers }),
      }),
    call: async (route, access, { json, query = '', lie } = {}) => {
      const url = world.patientUrl + pathOf(route as typeof routes.stay, { id: access })
      const headers = { [proofHeader]: await proof(access, route.method, url, lie) }
      return ask(url + query, route.method, { headers, ...(json !== undefined && { json }) })
    },
  }
}

/** The access session of an answer. Throws when it was refused. */
export function accessIn(said: Said): Access {
  if (said.status !== 200) throw new Error(`not opened: ${said.status} ${said.body}`)
  return said.json<Access>()
}
