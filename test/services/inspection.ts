import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../world/port.ts'
import { atEnd } from '../world/until.ts'
import { openNginx, serverOf } from './nginx.ts'

/** A network that inspects TLS. */
export interface Inspection {
  /** Where it stands. */
  readonly url: string
  /** The certificate of its authority, in PEM. */
  readonly authority: string
  /** Lets it pass requests on to the server at `behind`. */
  open(behind: string): Promise<void>
}

/**
 * Makes a network that ends TLS with a certificate of its own authority, keeps every body and every answer until it is whole, and
 * speaks HTTP/1.0 to the server.
 */
export async function makeInspection(): Promise<Inspection> {
  const folder = mkdtempSync(join(tmpdir(), 'chairside-authority-'))
  atEnd(() => rmSync(folder, { recursive: true, force: true }))
  const at = (name: string): string => join(folder, name)
  const run = (...args: string[]): Buffer =>
    execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'ignore'] })
  const key = (path: string): string[] => ['-newkey', 'rsa:2048', '-nodes', '-keyout', path]
  run('req', '-x509', ...key(at('ca.key')), '-subj', '/CN=Inspecting Authority', '-out', at('ca.pem'))
  run('req', ...key(at('own.key')), '-subj', '/CN=127.0.0.1', '-out', at('own.csr'))
  writeFileSync(at('own.ext'), 'subjectAltName=IP:127.0.0.1\n')
  const by = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-extfile', at('own.ext')]
  const own = run('x509', '-req', '-in', at('own.csr'), ...by, '-days', '2')
  writeFileSync(at('chain.pem'), Buffer.concat([own, readFileSync(at('ca.pem'))]))
  const port = await freePort()
  const tls = `listen 127.0.0.1:${port} ssl; ssl_certificate ${at('chain.pem')}; ssl_certificate_key ${at('own.key')};`
  const whole =
    'proxy_buffering on; proxy_ignore_headers X-Accel-Buffering; proxy_request_buffering on; client_max_body_size 0;'
  return {
    url: `https://127.0.0.1:${port}`,
    authority: readFileSync(at('ca.pem'), 'utf8'),
    open: async (behind) => {
      await openNginx(serverOf(behind, whole).replace('listen 443 ssl;', tls), port)
    },
  }
}
