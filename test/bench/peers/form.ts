import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import multipart from '@fastify/multipart'
import fastify from 'fastify'

// Pipes a file to the disk as the README of @fastify/multipart shows. The limit is raised; the default is 1 MB.
const [port, folder = ''] = process.argv.slice(2)

const app = fastify()
await app.register(multipart, { limits: { fileSize: 110_000_000 } })
app.post('/files', async (request, reply) => {
  const part = await request.file()
  if (part === undefined) return reply.code(400).send()
  await pipeline(part.file, createWriteStream(join(folder, randomUUID())))
  return reply.code(204).send()
})
await app.listen({ host: '127.0.0.1', port: Number(port) })
