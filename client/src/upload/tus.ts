import { errorHeader, pageRoutes, type WireError } from '@chairside/protocol'
import { onAbort } from '../async/abort.ts'
import { deferred } from '../async/deferred.ts'
import { errorInBody, errorNamed } from '../connection/failure.ts'
import { sendOver, type Way } from '../connection/way.ts'

/*
 * The two requests of tus 1.0.0 core (tus.io/protocols/resumable-upload) that send a file: HEAD asks how many bytes the
 * server has, PATCH sends the rest. A page sends by XMLHttpRequest, because fetch does not report the progress of an
 * upload; Node has only fetch.
 */

/** The address of an upload, and the token of its sender. */
export interface UploadAddress {
  readonly url: string
  readonly token: string
  readonly way: Way
}

/** An answer of the server, or of a proxy in between. */
export interface Answer {
  readonly status: number
  /** Whether the status is a success. */
  readonly ok: boolean
  /** `Upload-Offset`: how many bytes the server has. A refusal may have it, too. */
  readonly offset?: number
  /** `Upload-Prefix-Digest`: of those bytes, as `sha-256=:…:`. */
  readonly prefixDigest?: string
  /** The error that the server names in its header; a proxy names none, whatever its answer says. */
  readonly error?: WireError
}

/** The rest of a file, or a part of it. */
export interface Rest {
  /** The file's bytes from `offset` on. */
  readonly bytes: Blob
  readonly offset: number
  /** `Upload-Digest`: of the whole file, as `sha-256=:…:`. */
  readonly digest: string | undefined
  /** Is called whenever bytes were sent, with their number in this request. */
  moved(sent: number): void
}

/**
 * Asks how many bytes of an upload the server has.
 *
 * @throws the reason of `signal`, or the error that broke the request
 */
export function askOffset(address: UploadAddress, signal: AbortSignal): Promise<Answer> {
  return request(address, { method: 'HEAD', headers: {} }, signal)
}

/**
 * Sends the rest of a file, or a part of it. The answer may come before the last byte is sent.
 *
 * @throws the reason of `signal`, or the error that broke the request or by which the device refused the bytes
 */
export function sendRest(address: UploadAddress, rest: Rest, signal: AbortSignal): Promise<Answer> {
  const headers = {
    'Content-Type': pageRoutes.sendBytes.takesAs,
    'Upload-Offset': String(rest.offset),
    ...(rest.digest !== undefined && { 'Upload-Digest': rest.digest }),
  }
  return request(address, { method: 'PATCH', headers, rest }, signal)
}

interface Asked {
  readonly method: string
  readonly headers: Record<string, string>
  readonly rest?: Rest
}

/** The same answer from `byXhr` and `byFetch`. */
interface Said {
  readonly status: number
  readonly body: string
  readonly headers: { get(name: string): string | null }
}

async function request(
  { url, token, way }: UploadAddress,
  asked: Asked,
  signal: AbortSignal,
): Promise<Answer> {
  const send = typeof XMLHttpRequest === 'undefined' ? byFetch : byXhr
  const { status, body, headers } = await sendOver(way, asked.method, (method, named) => {
    signal.throwIfAborted()
    const headers = { ...asked.headers, ...named, Authorization: `Bearer ${token}`, 'Tus-Resumable': '1.0.0' }
    return send(url, { ...asked, method, headers }, signal)
  })
  const offset = Number.parseInt(headers.get('Upload-Offset') ?? '', 10)
  const prefixDigest = headers.get('Upload-Prefix-Digest')
  // The answer to a HEAD has no body.
  const named = errorNamed(headers.get(errorHeader))
  const error = named && (errorInBody(body) ?? named)
  return {
    status,
    ok: status >= 200 && status < 300,
    ...(offset >= 0 && { offset }),
    ...(prefixDigest !== null && { prefixDigest }),
    ...(error && { error }),
  }
}

function byXhr(url: string, { method, headers, rest }: Asked, signal: AbortSignal): Promise<Said> {
  const { promise, resolve, reject } = deferred<Said>()
  const xhr = new XMLHttpRequest()
  xhr.open(method, url)
  for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value)
  if (rest) xhr.upload.onprogress = ({ loaded }) => rest.moved(loaded)
  xhr.onload = () =>
    resolve({
      status: xhr.status,
      body: xhr.responseText,
      headers: { get: (name) => xhr.getResponseHeader(name) },
    })
  // Safari aborts requests by itself when a phone changes its network: that breaks the request, too.
  const broke = () => reject(signal.aborted ? signal.reason : new Error('The request was broken'))
  xhr.onerror = broke
  xhr.onabort = broke
  xhr.ontimeout = broke
  const cancel = onAbort(signal, () => xhr.abort())
  xhr.send(rest?.bytes)
  return promise.finally(cancel)
}

async function byFetch(url: string, { method, headers, rest }: Asked, signal: AbortSignal): Promise<Said> {
  const asked: RequestInit & { duplex?: 'half' } = { method, headers, signal }
  let over = false
  if (rest) {
    asked.headers = { ...headers, 'Content-Length': String(rest.bytes.size) }
    asked.body = inSteps(rest, () => over)
    asked.duplex = 'half'
  }
  try {
    const answer = await fetch(url, asked)
    return {
      status: answer.status,
      body: await answer.text(),
      headers: answer.headers,
    }
  } finally {
    // After an early answer, fetch would read the file to its end.
    over = true
  }
}

/** The most bytes that are read at once. */
const stepBytes = 64 * 1024

// The stream of a whole Blob gives bytes in memory as one piece, which hides how many were sent.
function inSteps({ bytes, moved }: Rest, isOver: () => boolean): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0
  const pull = async (steps: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>) => {
    if (isOver()) throw new Error('The request is over')
    if (at > 0) moved(at)
    if (at >= bytes.size) return steps.close()
    const reader = bytes
      .slice(at, at + stepBytes)
      .stream()
      .getReader()
    const { value } = await reader.read()
    await reader.cancel()
    if (!value) throw new Error('The device gave fewer bytes than the file has')
    at += value.length
    steps.enqueue(value)
  }
  return new ReadableStream({ pull }, { highWaterMark: 0 })
}
