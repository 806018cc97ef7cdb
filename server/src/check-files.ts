#!/usr/bin/env node
import { open, readdir, stat } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { policies } from '@chairside/protocol'
import { gate, type Sender } from './domain/gate/gate.ts'
import { createSource } from './domain/gate/source.ts'

/*
 * Prints the gate's verdict on files, one JSON object a line, in the order of the paths. A path is a file, a
 * folder with all files below it, or `-` for paths on standard input, one a line.
 */

const usage = `npm run check-files -- [--policy ${Object.keys(policies).join('|')}] [--from practitioner|patient] PATH…`

interface Line {
  readonly path: string
  readonly verdict: 'accept' | 'reject'
  readonly type: string | null
  readonly reason: string
  readonly flags: readonly string[]
}

type PolicyName = keyof typeof policies

async function* pathsOf(given: readonly string[]): AsyncGenerator<string> {
  for (const path of given) {
    if (path === '-') {
      for await (const line of createInterface({ input: process.stdin })) if (line !== '') yield line
    } else yield path
  }
}

/** The path of a file, or of all files below a folder. Links in folders are not followed. */
async function filesOf(path: string, base: string): Promise<string[]> {
  const found = await stat(resolve(base, path))
  // Reading a pipe could wait for ever.
  if (!found.isDirectory() && !found.isFile()) throw new Error('neither a file nor a folder')
  if (found.isFile()) return [path]
  const entries = await readdir(resolve(base, path), { withFileTypes: true, recursive: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(path, relative(resolve(base, path), join(entry.parentPath, entry.name))))
    .sort()
}

async function judge(path: string, base: string, policy: PolicyName, from: Sender): Promise<Line> {
  const file = await open(resolve(base, path))
  try {
    const source = createSource((await file.stat()).size, async (position, target) => {
      return (await file.read(target, 0, target.length, position)).bytesRead
    })
    const verdict = await gate(source, policies[policy], { from })
    if (verdict.state === 'accepted') {
      return { path, verdict: 'accept', type: verdict.type, reason: 'OK', flags: verdict.flags }
    }
    const { problem, type = null } = verdict
    return { path, verdict: 'reject', type, reason: problem.code, flags: [] }
  } finally {
    await file.close()
  }
}

async function run(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      policy: { type: 'string', default: 'transfer' },
      from: { type: 'string', default: 'practitioner' },
    },
  })
  const { policy, from } = values
  const known = Object.keys(policies).includes(policy) && (from === 'practitioner' || from === 'patient')
  if (positionals.length === 0 || !known) throw new Error(usage)
  // npm changes to the package's folder; INIT_CWD is the folder it was called in.
  const base = process.env.INIT_CWD ?? ''
  for await (const given of pathsOf(positionals)) {
    const paths = await readable(given, () => filesOf(given, base))
    for (const path of paths ?? []) {
      const line = await readable(path, () => judge(path, base, policy as PolicyName, from as Sender))
      if (line) process.stdout.write(`${JSON.stringify(line)}\n`)
    }
  }
}

/** Reports a path that cannot be read on standard error, so that the others go on. */
async function readable<Answer>(path: string, work: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await work()
  } catch (error) {
    process.stderr.write(`${path} cannot be read: ${error instanceof Error ? error.message : error}\n`)
    process.exitCode = 2
    return undefined
  }
}

// The reader of a pipe may close it early, as `head` does.
process.stdout.on('error', () => process.exit())

try {
  await run()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 2
}
