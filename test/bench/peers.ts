import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Entry, Ground } from './contender.ts'
import { freePort, type Server, startServer } from './server.ts'
import { bytesIn, clear, requireBytes } from './stored.ts'
import { formOf, headOf, type Message, requireAnswers } from './wire.ts'
import { pdfOf, type Workload } from './workload.ts'

/** Starts a small server of the folder `peers`. Its arguments are a port and a folder. */
export async function startPeer(
  file: string,
  ground: Ground,
  env: Readonly<Record<string, string>> = {},
): Promise<Server> {
  const [port, folder] = [await freePort(), storeOf(ground)]
  return startServer({
    command: process.execPath,
    args: [join(import.meta.dirname, 'peers', file), String(port), folder],
    env,
    isNode: true,
    port,
    core: ground.cores?.server,
    log: join(ground.folder, 'server.log'),
  })
}

/** Makes the folder in which a peer keeps files. Gives its path. */
export function storeOf({ folder }: Ground): string {
  const store = join(folder, 'store')
  mkdirSync(store, { recursive: true })
  return store
}

type Prepare = (server: Server, workload: Workload) => readonly Message[] | Promise<readonly Message[]>

/** A peer that stores each body as a file in its folder. */
export function storing(
  name: string,
  start: (ground: Ground) => Promise<Server>,
  status: number,
  prepare: Prepare,
): Entry {
  return {
    name,
    start: async (ground) => {
      const server = await start(ground)
      const store = storeOf(ground)
      return {
        name,
        server,
        prepare: async (workload) => prepare(server, workload),
        settle: async (workload, answers) => {
          requireAnswers(name, answers, status)
          requireBytes(name, bytesIn(store), workload)
          clear(store)
        },
        stop: server.stop,
      }
    },
  }
}

/** Makes a value for each file of a workload. */
export function each<Value>({ files }: Workload, make: (at: number) => Value): Value[] {
  return Array.from({ length: files }, (_, at) => make(at))
}

/** A message with the whole file as its body. */
export function bare(method: string, path: string, port: number, size: number): Message {
  const head = headOf(method, path, port, { 'content-type': 'application/pdf', 'content-length': size })
  return { head, body: pdfOf(size) }
}

export const floor = storing(
  'Node floor',
  (ground) => startPeer('floor.ts', ground),
  204,
  ({ port }, workload) => each(workload, () => bare('POST', '/', port, workload.size)),
)

export const hashing = storing(
  'Node floor with SHA-256',
  (ground) => startPeer('hash.ts', ground),
  204,
  ({ port }, workload) => each(workload, () => bare('POST', '/', port, workload.size)),
)

export const tus = storing(
  '@tus/server + file-store',
  (ground) => startPeer('tus.ts', ground),
  204,
  prepareTus,
)

/** Creates tus uploads. Gives one PATCH for each. */
export async function prepareTus({ port }: Server, { files, size }: Workload): Promise<Message[]> {
  const messages: Message[] = []
  for (let at = 0; at < files; at += 1) {
    const created = await fetch(`http://127.0.0.1:${port}/files`, {
      method: 'POST',
      headers: { 'tus-resumable': '1.0.0', 'upload-length': String(size) },
    })
    const location = created.headers.get('location')
    if (location === null) throw new Error(`no tus upload was created: ${created.status}`)
    const head = headOf('PATCH', new URL(location, created.url).pathname, port, {
      'tus-resumable': '1.0.0',
      'upload-offset': 0,
      'content-type': 'application/offset+octet-stream',
      'content-length': size,
    })
    messages.push({ head, body: pdfOf(size) })
  }
  return messages
}

export const form = storing(
  '@fastify/multipart to a file',
  (ground) => startPeer('form.ts', ground),
  204,
  ({ port }, workload) => each(workload, () => formOf('/files', port, 'file', pdfOf(workload.size))),
)
