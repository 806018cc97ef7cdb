import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { S3Client } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'

// Passes a body to `Upload` with its defaults, as its README shows.
const [port] = process.argv.slice(2)
const client = new S3Client({
  endpoint: process.env.S3_ENDPOINT ?? '',
  region: 'us-east-1',
  forcePathStyle: true,
})

createServer(async (request, response) => {
  if (request.method === 'POST')
    await new Upload({ client, params: { Bucket: 'bench', Key: randomUUID(), Body: request } }).done()
  response.writeHead(204).end()
}).listen(Number(port), '127.0.0.1')
