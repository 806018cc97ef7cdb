import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { bodyOf, type Kept, keptOf, listOf, partsOf, refusal } from './sinkparts.ts'

/*
 * An S3 server that costs as little as possible, so that the figures are those of the uploader. It keeps bodies in
 * memory as they came and checks nothing. It knows objects, multipart uploads, ranges, lists and If-None-Match (Amazon
 * S3 API Reference), in path style.
 *
 * Run: node sink.ts PORT. GET /-/stored answers the bytes of all finished files. POST /-/clear removes everything.
 */
const objects = new Map<string, Kept[]>()
const uploads = new Map<string, { readonly key: string; readonly parts: Map<number, Kept> }>()
let counter = 0

createServer(async (request, response) => {
  const url = new URL(request.url ?? '/', 'http://sink')
  // As in S3, the whole body is read before the answer.
  const kept = await keptOf(request)
  if (url.pathname === '/-/stored') {
    // The object by which Chairside marks its bucket is no file.
    const files = [...objects].filter(([key]) => nameOf(key) !== 'owner').flatMap(([, parts]) => parts)
    response.end(String(sizeOf(files)))
  } else if (url.pathname === '/-/clear') {
    objects.clear()
    uploads.clear()
    response.end()
  } else if (url.pathname.split('/').filter(Boolean).length < 2) answerBucket(url, kept, response)
  else answerObject(decodeURIComponent(url.pathname), url.searchParams, kept, request, response)
}).listen(Number(process.argv[2]), '127.0.0.1')

function answerBucket(url: URL, kept: Kept, response: ServerResponse): void {
  const query = url.searchParams
  if (query.has('delete')) {
    const bucket = url.pathname.replace(/\/$/, '')
    for (const [, key] of bodyOf([kept])
      .toString()
      .matchAll(/<Key>(.*?)<\/Key>/g))
      objects.delete(`${bucket}/${key}`)
    xml(response, '<DeleteResult></DeleteResult>')
  } else if (query.has('uploads')) {
    const all = [...uploads].map(([id, { key }]) => ({ key, id }))
    xml(response, listOf('ListMultipartUploadsResult', 'Upload', all))
  } else if (query.has('list-type')) {
    const prefix = query.get('prefix') ?? ''
    const all = [...objects].map(([key, parts]) => ({ key, size: sizeOf(parts) }))
    const wanted = all.filter(({ key }) => nameOf(key).startsWith(prefix))
    xml(response, listOf('ListBucketResult', 'Contents', wanted))
  } else response.end()
}

function answerObject(
  key: string,
  query: URLSearchParams,
  kept: Kept,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const id = query.get('uploadId')
  const upload = id === null ? undefined : uploads.get(id)
  if (objects.has(key) && request.headers['if-none-match'] === '*') refuse(response, 'PreconditionFailed')
  else if (id === null) answerWhole(key, query, kept, request, response)
  else if (upload === undefined) refuse(response, 'NoSuchUpload')
  else
    answerUpload(
      key,
      { id, parts: upload.parts, number: Number(query.get('partNumber')) },
      kept,
      request,
      response,
    )
}

function answerUpload(
  key: string,
  { id, parts, number }: { id: string; parts: Map<number, Kept>; number: number },
  kept: Kept,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  switch (request.method) {
    case 'PUT':
      parts.set(number, kept)
      response.setHeader('etag', kept.etag).end()
      break
    case 'POST': {
      const inOrder = [...parts].sort(([one], [other]) => one - other)
      objects.set(
        key,
        inOrder.map(([, part]) => part),
      )
      uploads.delete(id)
      xml(response, `<CompleteMultipartUploadResult><ETag>"${id}"</ETag></CompleteMultipartUploadResult>`)
      break
    }
    case 'GET':
      xml(response, partsOf(id, parts))
      break
    default:
      uploads.delete(id)
      response.writeHead(204).end()
  }
}

function answerWhole(
  key: string,
  query: URLSearchParams,
  kept: Kept,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const found = objects.get(key)
  switch (request.method) {
    case 'PUT':
      objects.set(key, [kept])
      response.setHeader('etag', kept.etag).end()
      break
    case 'POST': {
      counter += 1
      if (query.has('uploads')) uploads.set(`upload-${counter}`, { key, parts: new Map() })
      const result = `<Key>${nameOf(key)}</Key><UploadId>upload-${counter}</UploadId>`
      xml(response, `<InitiateMultipartUploadResult>${result}</InitiateMultipartUploadResult>`)
      break
    }
    case 'DELETE':
      objects.delete(key)
      response.writeHead(204).end()
      break
    default:
      if (found === undefined) refuse(response, 'NoSuchKey')
      else give(found, request, response)
  }
}

function give(parts: readonly Kept[], request: IncomingMessage, response: ServerResponse): void {
  const size = sizeOf(parts)
  const [first] = parts
  for (const [name, value] of Object.entries(first?.metadata ?? {})) response.setHeader(name, value)
  response.setHeader('etag', first?.etag ?? '""').setHeader('last-modified', new Date().toUTCString())
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? '') ?? []
  const start = from === '' && to !== '' ? Math.max(0, size - Number(to)) : Number(from)
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1)
  if (request.headers.range !== undefined) {
    if (start >= size) {
      refuse(response, 'InvalidRange')
      return
    }
    response.writeHead(206, {
      'content-range': `bytes ${start}-${end}/${size}`,
      'content-length': end - start + 1,
    })
  } else response.writeHead(200, { 'content-length': size })
  if (request.method === 'HEAD') response.end()
  else response.end(bodyOf(parts).subarray(start, end + 1))
}

const sizeOf = (parts: readonly Kept[]): number => parts.reduce((total, { size }) => total + size, 0)

/** A key without its bucket. */
const nameOf = (path: string): string => path.split('/').slice(2).join('/')

const refusals = { NoSuchKey: 404, NoSuchUpload: 404, InvalidRange: 416, PreconditionFailed: 412 } as const

function refuse(response: ServerResponse, code: keyof typeof refusals): void {
  response.writeHead(refusals[code], { 'content-type': 'application/xml' }).end(refusal(code))
}

function xml(response: ServerResponse, body: string): void {
  response.writeHead(200, { 'content-type': 'application/xml' }).end(`<?xml version="1.0"?>${body}`)
}
