import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'

// What Node itself costs when it sends a file.
const [port, folder = ''] = process.argv.slice(2)

createServer(async (request, response) => {
  const path = join(folder, basename(request.url ?? ''))
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) return response.writeHead(404).end()
  response.writeHead(200, { 'content-type': 'application/pdf', 'content-length': found.size })
  await pipeline(createReadStream(path), response)
}).listen(Number(port), '127.0.0.1')
