import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorKinds, policies } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { archive } from './archive.ts'
import { compound, word } from './compound.ts'
import { type Judged, judge } from './judging.ts'
import { mutate, randomness } from './mutate.ts'
import { docx, mainTypes, office2007 } from './package.ts'
import { exif, frame, jpeg, png } from './pictures.ts'

// A longer run: FUZZ_ROUNDS=200000 FUZZ_SEED=7 CORPUS_DIR=… npx vitest run --project stories test/gate/fuzz.test.ts
const rounds = Number(process.env.FUZZ_ROUNDS ?? 3000)
const seed = Number(process.env.FUZZ_SEED ?? 1)

const samples = join(import.meta.dirname, '..', 'files')
const corpus = join(process.env.CORPUS_DIR ?? '', 'files')

const made: Buffer[] = [
  docx({ wide: true, comment: Buffer.from('x') }),
  office2007(mainTypes.xlsm),
  archive([{ name: 'a', content: 'x', method: 0 }], { before: png() }),
  word(0x0101, [{ name: 'Macros', kind: 'storage' }]),
  compound([{ name: 'PowerPoint Document' }, { name: 'Current User' }], { sector: 4096 }),
  jpeg([exif(2, 'II'), exif(4), frame(40, 40)]),
  png(40, 40),
]

const filesIn = (folder: string): Buffer[] =>
  readdirSync(folder).map((name) => readFileSync(join(folder, name)))

test(`${rounds} damaged files get a verdict within the bounds, whatever is wrong with them`, async () => {
  const far =
    process.env.FUZZ_ROUNDS !== undefined && process.env.CORPUS_DIR !== undefined && existsSync(corpus)
  const seeds = [...made, ...filesIn(samples), ...(far ? filesIn(corpus) : [])].filter(
    ({ length }) => length > 0 && length < 1_000_000,
  )
  const random = randomness(seed)
  const most = { reads: 0, bytes: 0, milliseconds: 0 }
  const said = new Map<string, number>()
  for (let round = 0; round < rounds; round += 1) {
    const pick = (): Buffer => seeds[random(seeds.length)] ?? Buffer.alloc(1)
    const content = mutate(pick(), random, pick())
    const policy = Object.values(policies)[random(8)] ?? policies.transfer
    const before = performance.now()
    const { verdict, reads, bytes } = await judge(content, { policy }).catch((error) => {
      throw new Error(`FUZZ_SEED=${seed}, round ${round}: the gate threw`, { cause: error })
    })
    expect(isVerdict(verdict), `FUZZ_SEED=${seed}, round ${round}`).toBe(true)
    most.reads = Math.max(most.reads, reads)
    most.bytes = Math.max(most.bytes, bytes)
    most.milliseconds = Math.max(most.milliseconds, performance.now() - before)
    const answer = verdict.state === 'accepted' ? verdict.type : verdict.problem.code
    said.set(answer, (said.get(answer) ?? 0) + 1)
  }
  console.log(
    `${rounds} rounds of seed ${seed}: at most ${most.reads} reads, ${most.bytes} bytes, ${most.milliseconds.toFixed(1)} ms`,
  )
  console.log(
    [...said]
      .sort(([, one], [, other]) => other - one)
      .map((pair) => pair.join(' '))
      .join(', '),
  )
  // A fuzzer whose files all get the same few answers tests nothing.
  expect(said.size).toBeGreaterThan(20)
}, 3_600_000)

function isVerdict(verdict: Judged['verdict']): boolean {
  if (verdict.state === 'accepted') return verdict.mime.includes('/')
  return [413, 415].includes(errorKinds[verdict.problem.code].status)
}
