import fastifyStatic from '@fastify/static'
import fastify from 'fastify'

// As its README sets it up.
const [port, root = ''] = process.argv.slice(2)

const app = fastify()
await app.register(fastifyStatic, { root })
await app.listen({ host: '127.0.0.1', port: Number(port) })
