import { S3Store } from '@tus/s3-store'
import { Server } from '@tus/server'

// Set up as its README shows.
const [port] = process.argv.slice(2)

const datastore = new S3Store({
  partSize: 8 * 1024 * 1024,
  s3ClientConfig: {
    bucket: 'bench',
    endpoint: process.env.S3_ENDPOINT ?? '',
    region: 'us-east-1',
    forcePathStyle: true,
  },
})
new Server({ path: '/files', datastore }).listen({ host: '127.0.0.1', port: Number(port) })
