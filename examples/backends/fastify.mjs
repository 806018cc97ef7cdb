// Fastify: hands out tokens, and hears what happens.   npm install fastify standardwebhooks
import fastify from 'fastify'
import { Webhook } from 'standardwebhooks'

const {
  CHAIRSIDE_URL: server,
  CHAIRSIDE_API_KEY: key,
  CHAIRSIDE_WEBHOOK_SECRET: secret,
  PORT = '3000',
} = process.env

async function chairside(method, path, body) {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const answer = await fetch(`${server}/v1${path}`, { method, headers, body: JSON.stringify(body) })
  const said = await answer.json()
  if (!answer.ok) throw new Error(said.error.message) // what is wrong, and what to do
  return said
}

const app = fastify()

app.get('/appointments/:id/files-token', async ({ params: { id }, query }, reply) => {
  const person = query.as // Stands for your session: never believe an address who somebody is.
  if (typeof person !== 'string') return reply.code(401).send()
  const hour = new Date().setMinutes(0, 0, 0)
  // Where your app saves an appointment. The same again changes nothing.
  await chairside('PUT', `/appointments/${encodeURIComponent(id)}`, {
    practitioner: { id: 'dr-7', name: 'Dr. Eva Horváthová' },
    patients: [{ id: 'c-201', name: 'Anna Nováková' }],
    startsAt: new Date(hour).toISOString(),
    endsAt: new Date(hour + 2 * 3_600_000).toISOString(),
    plan: 'pro',
  })
  const { token } = await chairside('POST', `/appointments/${encodeURIComponent(id)}/tokens`, {
    participant: person,
  })
  return reply.header('cache-control', 'no-store').type('text/plain').send(token)
})

// In a room of its own, where bodies stay the bytes that came: those are what is signed.
app.register(async (hooks) => {
  hooks.removeAllContentTypeParsers()
  hooks.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request, body) => body)
  hooks.post('/hooks/chairside', async ({ body, headers }, reply) => {
    try {
      const { type, data } = new Webhook(secret).verify(body, headers)
      console.log(headers['webhook-id'], type, data) // into your own queue, each id once
      return reply.code(204).send()
    } catch {
      return reply.code(401).send()
    }
  })
})

app.setErrorHandler((error, _request, reply) => {
  console.error(error.message)
  return reply.code(502).send()
})

await app.listen({ port: Number(PORT), host: '127.0.0.1' })
