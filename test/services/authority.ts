import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { atEnd } from '../world/until.ts'

/** A certificate of an authority of one's own, as a network that inspects TLS makes them. Paths of PEM files. */
export interface Certificate {
  readonly key: string
  /** The certificate, and that of its authority. */
  readonly chain: string
}

/** Makes an authority that no browser knows, and by it a certificate for 127.0.0.1. */
export function makeCertificate(): Certificate {
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
  writeFileSync(at('chain.pem'), Buffer.concat([own, run('x509', '-in', at('ca.pem'))]))
  return { key: at('own.key'), chain: at('chain.pem') }
}
