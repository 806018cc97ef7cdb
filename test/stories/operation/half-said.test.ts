import { randomBytes, randomUUID } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { pathOf, routes, socketPath } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { asking } from '../../world/backend.ts'
import { offerOf } from '../../world/party.ts'
import { anna, eva } from '../../world/people.ts'
import { openServer, type Server } from '../../world/process.ts'
import { until } from '../../world/until.ts'

/** A client that sends `said` and then nothing more. It does not read on, and it does not close. */
function begin(server: Server, said: string): Socket {
  const { port, hostname } = new URL(server.url)
  const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true })
  socket.on('error', () => undefined)
  socket.once('data', () => socket.pause())
  socket.write(said)
  return socket
}

const request = (line: string, headers: readonly string[], body = ''): string =>
  [`${line} HTTP/1.1`, 'host: x', ...headers, '', body].join('\r\n')

/** The first half of a message, for each kind of message that a client may send. */
const halves = {
  'a head': () => 'GET /health/live HTT',
  'a question that was answered': () => request(`GET ${pathOf(routes.isLive)}`, []),
  JSON: ({ token }) =>
    request(
      `POST ${pathOf(routes.issueTicket, { id: randomUUID() })}`,
      [token, 'content-type: application/json', 'content-length: 20'],
      '{',
    ),
  'JSON that nobody wants': ({ token }) =>
    request('POST /v1/nothing', [token, 'content-type: application/json', 'content-length: 9000000'], '{"a'),
  'a form': ({ token, transfer, file }) =>
    request(
      `POST ${pathOf(routes.sendForm, { id: transfer })}`,
      [token, 'content-type: multipart/form-data; boundary=half', 'content-length: 90000'],
      `--half\r\nContent-Disposition: form-data; name="${file}"; filename="x"\r\n\r\n%PDF-1.7 and then`,
    ),
  'bytes of a file': ({ token, file }) =>
    request(
      `PATCH ${pathOf(routes.sendBytes, { id: file })}`,
      [
        token,
        'tus-resumable: 1.0.0',
        'upload-offset: 0',
        'content-type: application/offset+octet-stream',
        'content-length: 90000',
      ],
      '%PDF-1.7 and then',
    ),
  'a socket that was let in': () =>
    request(`GET ${socketPath}/?EIO=4&transport=websocket`, [
      'upgrade: websocket',
      'connection: upgrade',
      'sec-websocket-version: 13',
      `sec-websocket-key: ${randomBytes(16).toString('base64')}`,
    ]),
} as const satisfies Record<string, (given: { token: string; transfer: string; file: string }) => string>

test.each(Object.entries(halves))(
  'a server that is asked to stop does not wait for who said %s and no more',
  async (_, half) => {
    const server = await openServer()
    const appointment = await server.backend.appointment()
    const token = await server.backend.token(appointment, eva.id)
    const offer = offerOf([{ name: 'Halved-Letter.pdf', size: 90_000 }], undefined, anna.id)
    await asking(server.url, token)('POST', pathOf(routes.offerTransfer, { id: appointment }), offer)
    const said = half({
      token: `authorization: Bearer ${token}`,
      transfer: offer.id,
      file: offer.files[0]?.id ?? '',
    })
    const client = begin(server, said)
    await until('it is said', () => client.bytesWritten === Buffer.byteLength(said))
    // A complete request in between shows that the server has read the half message before it is asked to stop.
    await fetch(server.url + pathOf(routes.isLive))
    const stopped = server.stop()
    const soon = new Promise((resolve) => setTimeout(resolve, 10_000, 'it still runs after 10 s'))
    expect(await Promise.race([stopped, soon])).toBe(0)
    client.destroy()
  },
)
