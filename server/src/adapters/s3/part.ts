import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import {
  type ClientRequest,
  Agent as HttpAgent,
  type IncomingMessage,
  request as requestHttp,
} from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { pipeline } from 'node:stream/promises'
import type { S3Client } from '@aws-sdk/client-s3'
import { KB, MB } from '@chairside/protocol'
import type { Limits } from '../../limits.ts'
import { S3Error } from './error.ts'
import type { Body } from './gathering.ts'
import { createSigner, type Destination } from './sign.ts'

/** Sends bodies to the bucket. */
export interface Sender {
  /** Gives the ETag, once the body is no longer read. Throws an S3Error, or the connection's error. */
  send(to: Destination, body: Body): Promise<string>
  close(): void
}

/** The most bytes read of an error's text. */
const longestError = 64 * KB

/**
 * Sends PUTs without the SDK, which joins and hashes chunks: a byte costs it up to twice as much.
 */
export function createSender(
  client: S3Client,
  bucket: string,
  { storeSilence }: Limits,
  signal: AbortSignal,
): Sender {
  const options = { keepAlive: true, timeout: storeSilence }
  const agents = { 'http:': new HttpAgent(options), 'https:': new HttpsAgent(options) }
  const sign = createSigner(client, bucket)

  const open = (url: URL, headers: Record<string, string>, isFresh: boolean): ClientRequest => {
    const isPlain = url.protocol === 'http:'
    const kept = isPlain ? agents['http:'] : agents['https:']
    const how = { method: 'PUT', headers, signal, agent: isFresh ? false : kept, timeout: storeSilence }
    const request = isPlain ? requestHttp(url, how) : requestHttps(url, how)
    // An error of the connection after the answer, without a listener, would end the process.
    request.on('error', () => undefined)
    return request.on('timeout', () => request.destroy(new Error('S3 did nothing for too long')))
  }

  const attempt = async (request: ClientRequest, body: Body, attempts: number): Promise<string> => {
    const over = untilOver(request)
    const answered = once(request, 'response') as Promise<[IncomingMessage]>
    answered.catch(() => undefined)
    // An answer before the last byte counts; an error of the connection after that does not.
    const sent = pour(body, request).catch(() => answered)
    try {
      const [answer] = await answered
      const { statusCode: status = 0, headers } = answer
      const text = await textOf(answer)
      if (status < 200 || status > 299) {
        const code = /<Code>(\w+)<\/Code>/.exec(text)?.[1] ?? `Status${status}`
        throw new S3Error({ code, status, attempts })
      }
      await sent
      return headers.etag ?? ''
    } catch (error) {
      request.destroy()
      throw error
    } finally {
      // The caller releases the chunks after this.
      await over
    }
  }

  return {
    send: async (to, body) => {
      const [url, headers] = await sign(to, body.size)
      const request = open(url, headers, false)
      try {
        return await attempt(request, body, 1)
      } catch (error) {
        // The server may have closed the reused connection just before: sends again on a new one.
        if (!request.reusedSocket || !isDead(error)) throw error
        return attempt(open(url, headers, true), body, 2)
      }
    },
    close: () => {
      for (const agent of Object.values(agents)) agent.destroy()
    },
  }
}

/** Resolves when no more bytes of the body will be read. */
function untilOver(request: ClientRequest): Promise<void> {
  return new Promise((resolve) => void request.once('finish', resolve).once('close', resolve))
}

async function pour(body: Body, request: ClientRequest): Promise<void> {
  if ('path' in body) {
    const { path, start, size } = body
    await pipeline(createReadStream(path, { start, end: start + size - 1, highWaterMark: MB }), request)
    return
  }
  request.cork()
  for (const chunk of body.chunks) request.write(chunk)
  request.uncork()
  request.end()
}

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of answer) if (text.length < longestError) text += chunk
  return text
}

function isDead(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE')
}
