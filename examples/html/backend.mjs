// Serves the page of the call, and hands out its tokens, without any package:
//   CHAIRSIDE_URL=http://127.0.0.1:8080 CHAIRSIDE_API_KEY=… node backend.mjs

import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'

const { CHAIRSIDE_URL: server = 'http://127.0.0.1:8080', CHAIRSIDE_API_KEY: key, PORT = '3000' } = process.env

async function chairside(method, path, body) {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const answer = await fetch(`${server}/v1${path}`, { method, headers, body: JSON.stringify(body) })
  const said = await answer.json()
  if (!answer.ok) throw new Error(said.error.message) // what is wrong, and what to do
  return said
}

async function tokenFor(id, person) {
  const hour = new Date().setMinutes(0, 0, 0)
  // Where your app saves an appointment. The same again changes nothing.
  await chairside('PUT', `/appointments/${id}`, {
    practitioner: { id: 'dr-7', name: 'Dr. Eva Horváthová' },
    patients: [{ id: 'c-201', name: 'Anna Nováková' }],
    startsAt: new Date(hour).toISOString(),
    endsAt: new Date(hour + 2 * 3_600_000).toISOString(),
    plan: 'pro',
  })
  return (await chairside('POST', `/appointments/${id}/tokens`, { participant: person })).token
}

async function answer(url, response) {
  const [, id] = /^\/appointments\/([^/]+)\/files-token$/.exec(url.pathname) ?? []
  const person = url.searchParams.get('as') // Stands for your session: never believe an address who somebody is.
  if (url.pathname === '/') {
    const page = await readFile(new URL('index.html', import.meta.url), 'utf8')
    response
      .setHeader('content-type', 'text/html; charset=utf-8')
      .end(page.replaceAll('https://files.example', server))
  } else if (id && person) response.setHeader('cache-control', 'no-store').end(await tokenFor(id, person))
  else response.writeHead(id ? 401 : 404).end()
}

createServer((request, response) => {
  answer(new URL(request.url, 'http://backend'), response).catch((error) => {
    console.error(error.message)
    response.writeHead(502).end()
  })
}).listen(Number(PORT), '127.0.0.1', () => console.log(`http://127.0.0.1:${PORT}/?as=dr-7  and  /?as=c-201`))
