import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

/** Where Node keeps the server's modules compiled. With it a server starts in half of the CPU time. */
export const compiled = join(root, 'node_modules', '.cache', 'chairside-compiled')

/**
 * Starts the server once and stops it in order: Node writes what it compiled at its end, and a server that is killed
 * writes nothing.
 */
export async function compileServer(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'chairside-'))
  const server = spawn(process.execPath, ['--conditions=chairside-source', 'server/src/main.ts'], {
    cwd: root,
    env: { DATA_DIR: dataDir, PORT: '0', SCANNER: 'none', NODE_COMPILE_CACHE: compiled },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const closed = once(server, 'close')
  // The first line says that it listens.
  await Promise.race([once(server.stdout, 'data'), closed])
  server.kill('SIGTERM')
  await closed
  rmSync(dataDir, { recursive: true, force: true })
}
