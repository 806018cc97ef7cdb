import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Entry, Ground } from './contender.ts'
import { programOf } from './machine.ts'
import { bare, each, storeOf, storing } from './peers.ts'
import { freePort, type Server, startServer } from './server.ts'

/** Starts nginx with one worker. It takes files by WebDAV's PUT into a folder, and serves them from there. */
export async function startNginx(ground: Ground): Promise<Server> {
  const [port, store] = [await freePort(), storeOf(ground)]
  const [place, temporary] = [ground.folder, join(ground.folder, 'temporary')]
  mkdirSync(temporary, { recursive: true })
  const others = ['proxy', 'fastcgi', 'uwsgi', 'scgi'].map((one) => `${one}_temp_path ${temporary}/${one};`)
  const user = process.getuid?.() === 0 ? 'user root;' : ''
  writeFileSync(
    join(place, 'nginx.conf'),
    `${user} daemon off; worker_processes 1; pid ${place}/nginx.pid; error_log ${place}/server.log;
    events { worker_connections 1024; }
    http {
      access_log off; sendfile on; tcp_nopush on; client_max_body_size 200m;
      client_body_buffer_size 1m; client_body_temp_path ${temporary}/body; ${others.join(' ')}
      server { listen 127.0.0.1:${port}; location / { root ${store}; dav_methods PUT; } }
    }\n`,
  )
  return startServer({
    command: programOf('nginx') ?? 'nginx',
    args: ['-p', place, '-c', join(place, 'nginx.conf')],
    isNode: false,
    port,
    core: ground.cores?.server,
    log: join(place, 'nginx.log'),
  })
}

export function nginxMissing(): { missing?: string } {
  return programOf('nginx') === undefined ? { missing: 'nginx is not installed' } : {}
}

export const nginxPut: Entry = {
  ...storing('nginx PUT', startNginx, 201, ({ port }, workload) =>
    each(workload, (at) => bare('PUT', `/${at}.pdf`, port, workload.size)),
  ),
  ...nginxMissing(),
}
