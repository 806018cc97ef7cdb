import { join } from 'node:path'
import type { Ground } from './contender.ts'
import { freePort, startServer } from './server.ts'
import { type Keeping, requireBytes, untilEmpty } from './stored.ts'

/** The S3 server for one contender. It runs on the client's core. */
export interface Sink extends Keeping {
  /** The environment variables by which a server finds it. */
  readonly env: Readonly<Record<string, string>>
  /** Bytes of all its objects. */
  stored(): Promise<number>
  clear(): Promise<void>
  stop(): Promise<void>
}

export async function startSink({ cores, folder }: Ground): Promise<Sink> {
  const port = await freePort()
  const server = await startServer({
    command: process.execPath,
    args: [join(import.meta.dirname, 'sink.ts'), String(port)],
    isNode: true,
    port,
    core: cores?.client,
    log: join(folder, 'sink.log'),
  })
  const url = `http://127.0.0.1:${port}`
  const stored = async (): Promise<number> => Number(await (await fetch(`${url}/-/stored`)).text())
  return {
    env: {
      S3_ENDPOINT: url,
      S3_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'bench',
      AWS_SECRET_ACCESS_KEY: 'bench',
    },
    stored,
    require: async (name, workload) => requireBytes(name, await stored(), workload),
    emptied: () => untilEmpty(stored),
    clear: async () => {
      await (await fetch(`${url}/-/clear`, { method: 'POST' })).text()
    },
    stop: server.stop,
  }
}
