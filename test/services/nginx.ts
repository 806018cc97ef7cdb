import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../world/port.ts'
import { atEnd, until } from '../world/until.ts'
import { install } from './install.ts'

/** Installs nginx if it is missing. Call it before the tests of a file. */
export const installNginx = (): Promise<void> => install('nginx')

/** What a WebSocket needs of nginx. */
export const passSockets = `proxy_http_version 1.1;
  proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $connection_upgrade;`

/** The `server` of a real nginx before the server at `behind`. `settings`: lines of its `location /`. */
export const serverOf = (behind: string, settings: string, places = ''): string =>
  `map $http_upgrade $connection_upgrade { default upgrade; '' close; }
  server { listen 443 ssl; ${places} location / { proxy_pass ${behind}; ${settings} } }`

/**
 * Starts a real nginx, and gives its address. It stops when the test ends.
 *
 * @param servers the lines of its `http`; it listens without TLS where these say `listen 443 ssl`
 * @param port where it listens; by default a free one
 */
export async function openNginx(servers: string, port?: number): Promise<string> {
  return startNginx(servers, port ?? (await freePort()))
}

async function startNginx(servers: string, port: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'chairside-nginx-'))
  const temporary = join(folder, 'temporary')
  mkdirSync(temporary)
  const kinds = ['proxy', 'fastcgi', 'uwsgi', 'scgi', 'client_body']
  writeFileSync(
    join(folder, 'nginx.conf'),
    `${process.getuid?.() === 0 ? 'user root;' : ''} daemon off; worker_processes 1; pid ${folder}/nginx.pid;
    error_log ${folder}/error.log;
    events { worker_connections 256; }
    http {
      access_log off;
      ${kinds.map((kind) => `${kind}_temp_path ${temporary}/${kind};`).join(' ')}
      ${servers.replace('listen 443 ssl;', `listen 127.0.0.1:${port};`)}
    }\n`,
  )
  const child = spawn('/usr/sbin/nginx', ['-p', folder, '-c', join(folder, 'nginx.conf')], {
    stdio: 'ignore',
  })
  atEnd(async () => {
    if (child.exitCode === null) {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    }
    rmSync(folder, { recursive: true, force: true })
  })
  await until('nginx listens', () => answers(port))
  return `http://127.0.0.1:${port}`
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
