import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

// The same as `floor.ts`, with the SHA-256 of the stored bytes.
const [port, folder = ''] = process.argv.slice(2)

createServer(async (request, response) => {
  const hash = createHash('sha256')
  const hashed = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      hash.update(chunk)
      yield chunk
    }
  }
  if (request.method === 'POST')
    await pipeline(request, hashed, createWriteStream(join(folder, randomUUID())))
  response.writeHead(204, { etag: `"${hash.digest('hex')}"` }).end()
}).listen(Number(port), '127.0.0.1')
