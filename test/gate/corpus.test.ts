import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, test } from 'vitest'
import { judgeMade } from './judging.ts'

const folder = process.env.CORPUS_DIR ?? ''
const index = join(folder, 'index.tsv')
const missing =
  folder === '' ? 'CORPUS_DIR names no corpus' : existsSync(index) ? '' : `${index} is not there`

interface Row {
  readonly file: string
  /** The true type of the file. The gate accepts an animated PNG as a PNG. */
  readonly type: string
  readonly verdict: string
  readonly reason: string
}

async function* rows(): AsyncGenerator<Row> {
  for await (const line of createInterface({ input: createReadStream(index, 'latin1') })) {
    const [sha256 = '', , type = '', verdict = '', reason = ''] = line.split('\t')
    if (sha256 === 'sha256' || sha256 === '') continue
    yield { file: join(folder, 'files', sha256), type: type === 'apng' ? 'png' : type, verdict, reason }
  }
}

const share = (values: number[], part: number): number =>
  values.sort((one, other) => one - other)[Math.min(values.length - 1, Math.floor(values.length * part))] ?? 0

describe.skipIf(missing !== '')(`the corpus${missing === '' ? '' : `, skipped: ${missing}`}`, () => {
  test('every file gets its true verdict, its type and its reason', { timeout: 600_000 }, async () => {
    const wrong: string[] = []
    const spent = { microseconds: [] as number[], reads: [] as number[], bytes: [] as number[] }
    for await (const { file, type, verdict, reason } of rows()) {
      const handle = await open(file)
      try {
        const { size } = await handle.stat()
        const content = size < 16 * 1024 * 1024 ? readFileSync(file) : undefined
        const before = performance.now()
        const judged = await judgeMade(size, async (position, length) => {
          if (content) return Uint8Array.from(content.subarray(position, position + length))
          return (await handle.read(Buffer.alloc(length), 0, length, position)).buffer
        })
        spent.microseconds.push((performance.now() - before) * 1000)
        spent.reads.push(judged.reads)
        spent.bytes.push(judged.bytes)
        const said = judged.verdict
        const expected = verdict === 'accept' ? `accept ${type} OK` : `reject ${reason}`
        const got = said.state === 'accepted' ? `accept ${said.type} OK` : `reject ${said.problem.code}`
        if (got !== expected)
          wrong.push(`${file.slice(-64, -54)} is ${type}: ${expected}, but the gate says ${got}`)
      } finally {
        await handle.close()
      }
    }
    for (const [what, values] of Object.entries(spent)) {
      const [half, most, last] = [0.5, 0.99, 1].map((part) => Math.round(share(values, part)))
      console.log(`${values.length} files, ${what}: p50 ${half}, p99 ${most}, most ${last}`)
    }
    expect(spent.reads.length).toBeGreaterThan(0)
    expect(wrong).toEqual([])
  })
})
