import type { Connect, Plugin } from 'vite'

// Stands for your own backend, in the server of Vite. It alone has the API key, and it knows who is signed in; here the
// address of the page says that: /?as=dr-7 is the practitioner, /?as=c-201 the patient.

const server = process.env.VITE_CHAIRSIDE_URL ?? 'http://127.0.0.1:8080'

async function chairside<Answer>(method: string, path: string, body: unknown): Promise<Answer> {
  const answer = await fetch(`${server}/v1${path}`, {
    method,
    body: JSON.stringify(body),
    headers: {
      authorization: `Bearer ${process.env.CHAIRSIDE_API_KEY}`,
      'content-type': 'application/json',
    },
  })
  const said = await answer.json()
  if (!answer.ok) throw new Error(said.error.message) // what is wrong, and what to do
  return said
}

async function tokenFor(person: string): Promise<string> {
  const hour = new Date().setMinutes(0, 0, 0) // the same for each call, so a new token moves nothing
  await chairside('PUT', '/appointments/42', {
    practitioner: { id: 'dr-7', name: 'Dr. Eva Horváthová' },
    patients: [{ id: 'c-201', name: 'Anna Nováková' }],
    startsAt: new Date(hour).toISOString(),
    endsAt: new Date(hour + 2 * 3_600_000).toISOString(),
    plan: 'pro',
  })
  const { token } = await chairside<{ token: string }>('POST', '/appointments/42/tokens', {
    participant: person,
  })
  return token
}

const answer: Connect.NextHandleFunction = (request, response, next) => {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://page')
  if (pathname !== '/files-token') return next()
  tokenFor(searchParams.get('as') ?? 'dr-7').then(
    (token) => response.end(token),
    (error) => {
      console.error(error)
      response.writeHead(500).end()
    },
  )
}

export const backend: Plugin = {
  name: 'backend',
  configureServer: ({ middlewares }) => void middlewares.use(answer),
  configurePreviewServer: ({ middlewares }) => void middlewares.use(answer),
}
