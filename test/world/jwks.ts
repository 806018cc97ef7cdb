import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JWK, SignJWT } from 'jose'
import { keepSecret } from './secrets.ts'
import { atEnd } from './until.ts'

/** An app that signs its own tokens and publishes the public halves of its keys. */
export interface SigningApp {
  /** The value for the setting `JWKS_URL`. */
  readonly url: string
  /** A token signed by the app's key for `alg`. `header` may name another algorithm or key. */
  sign(
    alg: string,
    claims: Readonly<Record<string, unknown>>,
    header?: Readonly<Record<string, string>>,
  ): Promise<string>
  /** The public half of the key for `alg`, in PEM. */
  publicKey(alg: string): Promise<string>
  /** Sets the status of all later answers. */
  answer(status: number): void
  /** How many requests `url` has had. */
  asked(): number
}

export async function openSigningApp(...algorithms: readonly string[]): Promise<SigningApp> {
  const pairs = new Map<string, { publicKey: CryptoKey; privateKey: CryptoKey }>()
  for (const alg of algorithms) pairs.set(alg, await generateKeyPair(alg, { extractable: true }))
  const pair = (alg: string) => {
    const found = pairs.get(alg)
    if (found === undefined) throw new Error(`the app has no key for ${alg}`)
    return found
  }
  const keys: JWK[] = []
  for (const [alg, { publicKey }] of pairs)
    keys.push({ ...(await exportJWK(publicKey)), kid: alg, use: 'sig' })

  let status = 200
  let asked = 0
  const server = createServer((_request, response) => {
    asked += 1
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ keys }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  atEnd(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/keys.json`,
    sign: async (alg, claims, header = {}) => {
      const token = await new SignJWT(claims)
        .setProtectedHeader({ alg, kid: alg, ...header })
        .sign(pair(alg).privateKey)
      keepSecret(token)
      return token
    },
    publicKey: (alg) => exportSPKI(pair(alg).publicKey),
    answer: (next) => {
      status = next
    },
    asked: () => asked,
  }
}
