import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { allowed, bytesOf } from '../world/samples.ts'
import { word } from './compound.ts'

const root = join(import.meta.dirname, '..', '..')
const script = join(root, 'server', 'src', 'check-files.ts')
let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'chairside-check-'))
  mkdirSync(join(folder, 'more'))
  writeFileSync(join(folder, 'a.pdf'), bytesOf(allowed.pdf))
  writeFileSync(join(folder, 'b.doc'), bytesOf('old-lab-results.xls'))
  writeFileSync(join(folder, 'more', 'c'), word(0, [{ name: 'Macros', kind: 'storage' }]))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Answer {
  readonly lines: unknown[]
  readonly errors: string
  readonly code: number | null
}

/** Runs the command as npm does: in the root of the project, with the caller's folder in `INIT_CWD`. */
function checkFiles(args: readonly string[], input = ''): Promise<Answer> {
  return new Promise((resolve) => {
    const command = ['--conditions=chairside-source', script, ...args]
    const run = spawn(process.execPath, command, { cwd: root, env: { ...process.env, INIT_CWD: folder } })
    let [output, errors] = ['', '']
    run.stdout.on('data', (chunk: Buffer) => (output += chunk))
    run.stderr.on('data', (chunk: Buffer) => (errors += chunk))
    run.on('close', (code) => {
      const lines = output.split('\n').filter(Boolean)
      resolve({ lines: lines.map((line) => JSON.parse(line)), errors, code })
    })
    run.stdin.end(input)
  })
}

const pdf = (path: string) => ({ path, verdict: 'accept', type: 'pdf', reason: 'OK', flags: [] })
const xls = (path: string) => ({ path, verdict: 'reject', type: null, reason: 'TYPE_NOT_ALLOWED', flags: [] })
const doc = (path: string) => ({ path, verdict: 'accept', type: 'doc', reason: 'OK', flags: ['macros'] })

test('check-files says what the gate says of each file, in order, under the path that was given', async () => {
  const { lines, code } = await checkFiles(['b.doc', 'a.pdf', join(folder, 'more')])
  expect(lines).toEqual([xls('b.doc'), pdf('a.pdf'), doc(join(folder, 'more', 'c'))])
  expect(code).toBe(0)
})

test('a folder stands for all files in it, "-" for paths on standard input', async () => {
  const { lines } = await checkFiles(['.', '-'], 'more/c\na.pdf\n')
  expect(lines).toEqual([pdf('a.pdf'), xls('b.doc'), doc('more/c'), doc('more/c'), pdf('a.pdf')])
})

test('another policy and a stricter side can be asked for', async () => {
  const patient = await checkFiles(['--from', 'patient', 'more/c'])
  expect(patient.lines).toEqual([
    { path: 'more/c', verdict: 'reject', type: 'doc', reason: 'MACRO_PART', flags: [] },
  ])
  const documents = await checkFiles(['--policy', 'document', 'more/c'])
  expect(documents.lines).toEqual([{ ...xls('more/c'), type: 'doc' }])
  const material = await checkFiles(['--policy', 'material', 'b.doc'])
  expect(material.lines).toEqual([
    { path: 'b.doc', verdict: 'accept', type: 'other', reason: 'OK', flags: [] },
  ])
})

test('what cannot be read is said apart, and the others go on', async () => {
  execFileSync('mkfifo', [join(folder, 'pipe')])
  const { lines, errors, code } = await checkFiles(['missing.pdf', 'pipe', 'a.pdf'])
  expect(lines).toEqual([pdf('a.pdf')])
  expect(errors).toMatch(/^missing\.pdf cannot be read: .*\npipe cannot be read: /)
  expect(code).toBe(2)
})

test('wrong arguments get the usage', async () => {
  for (const args of [[], ['--policy', 'none', 'a.pdf'], ['--from', 'nobody', 'a.pdf'], ['--unknown']]) {
    const { lines, errors, code } = await checkFiles(args)
    expect([lines, code]).toEqual([[], 2])
    expect(errors).not.toBe('')
  }
})
