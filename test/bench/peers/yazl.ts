import { createServer } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { contentsOf } from './contents.ts'

// Set up as its README shows, stored instead of deflated.
const [port, folder = ''] = process.argv.slice(2)

createServer(async (request, response) => {
  const contents = await contentsOf(folder, request.url)
  if (contents.length === 0) return response.writeHead(404).end()
  response.writeHead(200, { 'content-type': 'application/zip' })
  const archive = new ZipFile()
  for (const { path, name } of contents) archive.addFile(path, name, { compress: false })
  archive.end()
  await pipeline(archive.outputStream, response)
}).listen(Number(port), '127.0.0.1')
