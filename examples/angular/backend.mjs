// Stands for your own backend: it serves the built app, and hands out tokens, without any package:
//   CHAIRSIDE_URL=http://127.0.0.1:8080 CHAIRSIDE_API_KEY=… npm run backend

import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'

const { CHAIRSIDE_URL: server = 'http://127.0.0.1:8080', CHAIRSIDE_API_KEY: key, PORT = '3000' } = process.env
const built = join(import.meta.dirname, 'dist/browser')
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
}

async function chairside(method, path, body) {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const answer = await fetch(`${server}/v1${path}`, { method, headers, body: JSON.stringify(body) })
  const said = await answer.json()
  if (!answer.ok) throw new Error(said.error.message) // what is wrong, and what to do
  return said
}

async function tokenFor(person) {
  const hour = new Date().setMinutes(0, 0, 0) // the same for each call, so a new token moves nothing
  await chairside('PUT', '/appointments/42', {
    practitioner: { id: 'dr-7', name: 'Dr. Eva Horváthová' },
    patients: [{ id: 'c-201', name: 'Anna Nováková' }],
    startsAt: new Date(hour).toISOString(),
    endsAt: new Date(hour + 2 * 3_600_000).toISOString(),
    plan: 'pro',
  })
  return (await chairside('POST', '/appointments/42/tokens', { participant: person })).token
}

async function answer({ pathname, searchParams }, response) {
  if (pathname === '/files-token') {
    const person = searchParams.get('as') ?? '' // stands for your session: never believe an address who somebody is
    return response.setHeader('cache-control', 'no-store').end(await tokenFor(person))
  }
  const file = /^\/[\w.-]+\.\w+$/.test(pathname) ? pathname.slice(1) : 'index.html'
  const body = await readFile(join(built, file)).catch(() => undefined)
  if (body === undefined) return response.writeHead(404).end()
  response
    .setHeader('cache-control', 'no-cache')
    .setHeader('content-type', types[extname(file)] ?? 'text/plain')
    .end(body)
}

createServer((request, response) => {
  answer(new URL(request.url ?? '/', 'http://backend'), response).catch((error) => {
    console.error(error.message)
    response.writeHead(502).end()
  })
}).listen(Number(PORT), '127.0.0.1', () => console.log(`http://127.0.0.1:${PORT}/?as=dr-7  and  /?as=c-201`))
