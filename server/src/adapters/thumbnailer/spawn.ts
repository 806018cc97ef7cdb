import {
  type ChildProcessByStdio,
  type SpawnOptionsWithStdioTuple,
  type StdioNull,
  type StdioPipe,
  spawn,
} from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { KB } from '@chairside/protocol'
import type { Limits } from '../../limits.ts'

/** The program that draws. */
export const drawProgram = join(import.meta.dirname, 'draw.js')

/** The exit code by which it says that sharp does not run here: EX_UNAVAILABLE of sysexits.h. */
export const withoutSharp = 69

/** A process whose standard input and output are pipes. */
export type Drawing = ChildProcessByStdio<Writable, Readable, null>

type Options = SpawnOptionsWithStdioTuple<StdioPipe, StdioPipe, StdioNull>

/**
 * Without a compiler at run time V8 reserves no room for code: 512 MB that are hardly used, and would count against the
 * limit.
 */
const node = ['--jitless', '--v8-pool-size=1', '--max-old-space-size=64', '--max-semi-space-size=1']

/** Few threads, and one heap of malloc: memory that is not used counts less. Nothing is inherited, so no secret is. */
const env = { UV_THREADPOOL_SIZE: '1', MALLOC_ARENA_MAX: '1' }

/**
 * What a shell sets before it becomes that process. When the system runs out of memory, it ends this process first. The
 * process writes no file and no core dump, which would hold a picture. `-d` limits the memory that it may write to; `-v`
 * would count what is only reserved. Where the system lacks one of these, the rest holds.
 */
const limited = (memory: number): string => `exec 2>/dev/null
echo 1000 > /proc/self/oom_score_adj
ulimit -f 0
ulimit -c 0
ulimit -d ${Math.floor(memory / KB)}
exec nice -n 10 "$0" "$@"`

/**
 * Starts the program, with less priority than the server. On Windows only its pixels and its time are limited. Throws
 * the system's error when there is no room for a process.
 */
export async function spawnDrawing(limits: Limits, program: string): Promise<Drawing> {
  const own = JSON.stringify({ side: limits.thumbnailSide, pixels: limits.thumbnailPixels })
  const words = [...node, program, own]
  const options: Options = { env, cwd: '/', stdio: ['pipe', 'pipe', 'ignore'], windowsHide: true }
  const drawing =
    process.platform === 'win32'
      ? spawn(process.execPath, words, options)
      : spawn('/bin/sh', ['-c', limited(limits.thumbnailMemory), process.execPath, ...words], options)
  await once(drawing, 'spawn')
  return drawing
}
