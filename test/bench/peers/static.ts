import fastifyStatic from '@fastify/static'
import fastify from 'fastify'

// Set up as its README shows.
const [port, root = ''] = process.argv.slice(2)

const app = fastify()
await app.register(fastifyStatic, { root })
await app.listen({ host: '127.0.0.1', port: Number(port) })
