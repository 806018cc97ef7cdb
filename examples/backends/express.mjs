// Express: hands out tokens, and hears what happens.   npm install express standardwebhooks
import express from 'express'
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

const app = express()

app.get('/appointments/:id/files-token', async ({ params: { id }, query }, response) => {
  const person = query.as // Stands for your session: never believe an address who somebody is.
  if (typeof person !== 'string') return response.sendStatus(401)
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
  response.set('cache-control', 'no-store').type('text').send(token)
})

// The bytes as they came are what is signed: before express.json().
app.post('/hooks/chairside', express.raw({ type: '*/*' }), ({ body, headers }, response) => {
  try {
    const { type, data } = new Webhook(secret).verify(body, headers)
    console.log(headers['webhook-id'], type, data) // into your own queue, each id once
    response.sendStatus(204)
  } catch {
    response.sendStatus(401)
  }
})

app.use((error, _request, response, _next) => {
  console.error(error.message)
  response.sendStatus(502)
})

app.listen(Number(PORT), '127.0.0.1')
