import { MB } from '@chairside/protocol'
import { ask } from './ask.ts'
import { bodySize } from './changes.ts'
import type { Examination } from './examination.ts'
import { type Finding, ok, wrong } from './finding.ts'
import type { Throwaway } from './throwaway.ts'
import { whyUnanswered } from './unanswered.ts'

/** The slowest line that is waited for, in bytes a second, and what every body gets in addition, in ms. */
const slowest = 256 * 1024
const more = 30_000

/** The headers of a body from its first byte on. */
export const fromStart = {
  'tus-resumable': '1.0.0',
  'upload-offset': '0',
  'content-type': 'application/offset+octet-stream',
}

/** Whether whole bodies pass: of 1 MB, 8 MB, and the largest. Each lacks its file's last byte, so no file is whole, checked or shown. */
export async function checkBodies(exam: Examination, { token, offer }: Throwaway): Promise<Finding[]> {
  const sizes = [...new Set([MB, 8 * MB, exam.body].filter((size) => size <= exam.body))]
  const passed: number[] = []
  for (const size of sizes) {
    const problem = await send(exam, size, { token, upload: (await offer(size)).upload })
    if (problem !== undefined) return [...passedOf(passed), problem]
    passed.push(size)
  }
  return passedOf(passed)
}

const megabytes = (size: number): string => `${Math.round(size / MB)} MB`

const passedOf = (sizes: readonly number[]): Finding[] =>
  sizes.length === 0 ? [] : [ok('bodies', `Bodies of ${sizes.map(megabytes).join(', ')} arrive whole.`)]

async function send(
  exam: Examination,
  size: number,
  { token, upload }: { token: string; upload: string },
): Promise<Finding | undefined> {
  const named = `A body of ${megabytes(size)}`
  const change = bodySize(Math.round(exam.body / MB))
  try {
    const { status, code, headers } = await ask(exam, 'PATCH', upload, {
      bearer: token,
      headers: fromStart,
      length: size - 1,
      limit: more + (size / slowest) * 1000,
    })
    const arrived = headers['upload-offset']
    if (status === 204 && (arrived === undefined || arrived === String(size - 1))) return undefined
    if (code !== undefined)
      return wrong('bodies', `${named} is refused by the server (${code}).`, {
        in: 'Chairside',
        set: 'what docs/errors.md says of this code',
      })
    return wrong(
      'bodies',
      `${named} is refused by something in between (${status}): files go in smaller parts, which takes longer.`,
      ...change,
    )
  } catch (error) {
    if (exam.signal.aborted) throw error
    return wrong('bodies', `${named} does not arrive: ${whyUnanswered(error)}.`, ...change)
  }
}
