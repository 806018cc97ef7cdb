import type { RequestListener } from 'node:http'
import { ChairsideError } from '@chairside/client'
import { KB } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { Http } from '../../../client/src/connection/http.ts'
import { Tokens } from '../../../client/src/connection/token.ts'
import { save } from '../../../client/src/download/save.ts'
import { serve } from '../../world/serve.ts'

/** The reason with which a promise rejects; an Error if it resolves. */
const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => new Error('it resolved'),
    (error: unknown) => error,
  )

const isLineDown = (error: unknown): void => {
  expect(error).toBeInstanceOf(ChairsideError)
  expect((error as ChairsideError).code).toBe('LINE_DOWN')
}

test('a download whose line is cut in its middle ends with an error of ours', async () => {
  const { url } = await serve((_, response) => {
    response.writeHead(200, { 'content-length': String(100 * KB) })
    response.write(Buffer.alloc(10 * KB))
    setTimeout(() => response.destroy(), 50)
  })
  isLineDown(await rejection(new Response(await save(url)).arrayBuffer()))
})

test('a download that nobody answers, or that something else answers, ends with an error of ours', async () => {
  isLineDown(await rejection(save((await serve((_, response) => void response.destroy())).url)))
  isLineDown(
    await rejection(save((await serve((_, response) => void response.writeHead(404).end('<html>'))).url)),
  )
})

test('a ticket whose answer is cut, is no JSON or has no end is said to be the line’s fault', async () => {
  const cut: RequestListener = (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
    response.write('{"url":')
    setTimeout(() => response.destroy(), 20)
  }
  const page: RequestListener = (_, response) => void response.writeHead(200).end('<html>')
  for (const answer of [cut, page]) {
    const http = new Http((await serve(answer)).url, new Tokens('token', 1000))
    isLineDown(await rejection(http.post('/files/x/ticket', { use: 'view' })))
  }
})

test('a ticket fails with an error of ours if the token function fails', async () => {
  const { url } = await serve((_, response) => void response.writeHead(200).end('{}'))
  const http = new Http(
    url,
    new Tokens(() => {
      throw new TypeError('nobody is signed in')
    }, 1000),
  )
  const error = await rejection(http.post('/files/x/ticket', { use: 'view' }))
  expect(error).toBeInstanceOf(ChairsideError)
  expect((error as ChairsideError).code).toBe('NO_TOKEN')
})
