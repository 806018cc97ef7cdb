import { createHash } from 'node:crypto'
import { openNginx, passSockets } from '../services/nginx.ts'
import { freePort } from './port.ts'
import { openServer, type Server } from './process.ts'

/** Two nodes as processes of their own behind nginx, which sends each request to whichever it likes. */
export interface TwoProcesses {
  readonly first: Server
  readonly second: Server
  /** The address of nginx, which all pages use. */
  readonly url: string
  /** The address of each node itself. */
  readonly nodes: readonly string[]
}

/** @param env settings with a database, a bucket and a Redis */
export async function openTwoProcesses(env: Readonly<Record<string, string>>): Promise<TwoProcesses> {
  const ports = [await freePort(), await freePort()]
  const upstream = ports.map((port) => `server 127.0.0.1:${port} max_fails=0;`).join(' ')
  const port = await freePort()
  // A reader that waits makes nginx wait: with larger buffers it would have taken a download to its end.
  const url = await openNginx(
    `
    map $http_upgrade $connection_upgrade { default upgrade; '' close; }
    upstream nodes { ${upstream} }
    server { listen 127.0.0.1:${port} sndbuf=64k; location / {
      proxy_pass http://nodes; ${passSockets}
      client_max_body_size 0; proxy_request_buffering off; proxy_buffering off; proxy_connect_timeout 1s;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    } }`,
    port,
  )
  const settings = { ...env, PUBLIC_URL: url, TRUST_PROXY: 'true' }
  const start = (at = 0) => openServer({ ...settings, PORT: String(at) })
  return {
    first: await start(ports[0]),
    second: await start(ports[1]),
    url,
    nodes: ports.map((one) => `http://127.0.0.1:${one}`),
  }
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
