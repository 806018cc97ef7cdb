import { readFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { openDisk } from '../../server/src/adapters/disk/store.ts'
import { type Packed, readArchive } from '../../server/src/domain/documents/archive.ts'
import { zipLength } from '../../server/src/domain/documents/zip.ts'

/*
 * Chairside's archives from its store on disk, as small a server as those of the peers. Its arguments are a port and the
 * data folder.
 */
const [port, folder = ''] = process.argv.slice(2)
const store = await openDisk(folder)

createServer(async (request, response) => {
  const text = await readFile(join(folder, `${request.url?.slice(1)}.json`), 'utf8').catch(() => '[]')
  const entries: Packed[] = JSON.parse(text)
  if (entries.length === 0) return response.writeHead(404).end()
  const gone = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) gone.abort()
  })
  response.writeHead(200, { 'content-type': 'application/zip', 'content-length': zipLength(entries) })
  const reading = { signal: gone.signal, mayGo: async () => undefined }
  for await (const chunk of readArchive(store, entries, reading)) await write(response, chunk)
  response.end()
}).listen(Number(port), '127.0.0.1')

/** Resolves when the system has taken a chunk: the next one may reuse its memory. */
function write(response: ServerResponse, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    response.write(chunk, (error) => (error ? reject(error) : resolve()))
  })
}
