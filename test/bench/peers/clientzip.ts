import { createReadStream } from 'node:fs'
import { createServer } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { makeZip } from 'client-zip'
import { type Content, contentsOf } from './contents.ts'

// Set up as its README shows, with a generator, so that it opens one file at a time. It always stores.
const [port, folder = ''] = process.argv.slice(2)

function* inputs(contents: readonly Content[]) {
  for (const { path, name } of contents) yield { name, input: createReadStream(path) }
}

createServer(async (request, response) => {
  const contents = await contentsOf(folder, request.url)
  if (contents.length === 0) return response.writeHead(404).end()
  response.writeHead(200, { 'content-type': 'application/zip' })
  // The same stream, which it declares as that of browsers.
  const archive = makeZip(inputs(contents)) as ReadableStream
  await pipeline(Readable.fromWeb(archive), response)
}).listen(Number(port), '127.0.0.1')
