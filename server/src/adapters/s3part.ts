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
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { KB, MB } from '@chairside/protocol'
import { SignatureV4 } from '@smithy/signature-v4'
import type { Limits } from '../config.ts'
import type { Body } from './gathering.ts'
import { S3Error } from './s3error.ts'

/** Where a body goes: an object of the bucket, or a part of its multipart upload. */
export interface Destination {
  readonly name: string
  readonly part?: { readonly id: string; readonly number: number }
  /** Further headers, in lower case. */
  readonly headers?: Readonly<Record<string, string>>
}

/** Sends bodies. */
export interface Sender {
  /** Answers the ETag. Throws an S3Error, or what broke the line. */
  send(to: Destination, body: Body): Promise<string>
  close(): void
}

/** More of an error's text is not read. */
const longestError = 64 * KB

/**
 * The one request of S3 that is made by hand, because by the SDK each byte costs up to twice as much: the
 * chunks go out as they are, neither joined nor hashed. Where to, and as whom, the SDK's client says; the headers are
 * signed over an unsigned payload (Amazon S3 API reference, "Signature calculations for the authorization header").
 */
export function createSender(
  client: S3Client,
  bucket: string,
  { storeSilence }: Limits,
  signal: AbortSignal,
): Sender {
  const options = { keepAlive: true, timeout: storeSilence }
  const agents = { 'http:': new HttpAgent(options), 'https:': new HttpsAgent(options) }
  const { region, credentials, sha256 } = client.config
  const signer = new SignatureV4({ service: 's3', region, credentials, sha256, uriEscapePath: false })

  let place: Promise<URL> | undefined
  /** The bucket's address, as the SDK makes one. */
  const find = async (): Promise<URL> => {
    const url = new URL(await getSignedUrl(client, new PutObjectCommand({ Bucket: bucket, Key: 'x' })))
    url.search = ''
    url.pathname = url.pathname.slice(0, -1)
    return url
  }

  const sign = async (
    { name, part, headers }: Destination,
    size: number,
  ): Promise<[URL, Record<string, string>]> => {
    place ??= find().catch((error) => {
      place = undefined
      throw error
    })
    const url = new URL(name, await place)
    const query = part === undefined ? {} : { partNumber: String(part.number), uploadId: part.id }
    const wish = {
      method: 'PUT',
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query,
      headers: { ...headers, host: url.host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
    }
    const signed = await signer.sign(wish)
    const pairs = Object.entries(query).map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
    url.search = pairs.join('&')
    return [url, { ...signed.headers, 'content-length': String(size) }]
  }

  const open = (url: URL, headers: Record<string, string>, isFresh: boolean): ClientRequest => {
    const isPlain = url.protocol === 'http:'
    const kept = isPlain ? agents['http:'] : agents['https:']
    const how = { method: 'PUT', headers, signal, agent: isFresh ? false : kept, timeout: storeSilence }
    const request = isPlain ? requestHttp(url, how) : requestHttps(url, how)
    // Also when nobody waits any more: what the line does after an answer must not take the process down.
    request.on('error', () => undefined)
    return request.on('timeout', () => request.destroy(new Error('S3 did nothing for too long')))
  }

  const attempt = async (request: ClientRequest, body: Body, attempts: number): Promise<string> => {
    const answered = once(request, 'response') as Promise<[IncomingMessage]>
    answered.catch(() => undefined)
    // An answer that comes before the last byte counts; what the line does then does not.
    const sent = pour(body, request).catch(() => answered)
    const [answer] = await answered
    const { statusCode: status = 0, headers } = answer
    const text = await textOf(answer)
    if (status < 200 || status > 299) {
      request.destroy()
      throw new S3Error({
        code: /<Code>(\w+)<\/Code>/.exec(text)?.[1] ?? `Status${status}`,
        status,
        attempts,
      })
    }
    await sent
    return headers.etag ?? ''
  }

  return {
    send: async (to, body) => {
      const [url, headers] = await sign(to, body.size)
      const request = open(url, headers, false)
      try {
        return await attempt(request, body, 1)
      } catch (error) {
        // The server may have closed a kept connection at the very moment it was taken.
        if (!request.reusedSocket || !isDead(error)) throw error
        return attempt(open(url, headers, true), body, 2)
      }
    },
    close: () => {
      for (const agent of Object.values(agents)) agent.destroy()
    },
  }
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
