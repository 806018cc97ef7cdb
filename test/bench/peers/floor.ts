import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

// What Node itself costs when it writes a body to a file: no hash, no look at the content, no limit.
const [port, folder = ''] = process.argv.slice(2)

createServer(async (request, response) => {
  if (request.method === 'POST') await pipeline(request, createWriteStream(join(folder, randomUUID())))
  response.writeHead(204).end()
}).listen(Number(port), '127.0.0.1')
