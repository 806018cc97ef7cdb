import type { WireError } from '@chairside/protocol'
import type { Limits } from '../../server/src/limits.ts'
import type { Said } from './http.ts'

/** How many calls are sent at once. */
export const many = 100

/** Limits under which nobody is too fast for `many` calls at once. */
export const unhurriedCalls: Partial<Limits> = {
  ...{ commandRate: 10_000, commandBurst: 10_000 },
  ...{ commandTime: 1_000_000, commandTimeBurst: 1_000_000 },
}

/** Limits under which each of `many` calls may wait for all others at the records. */
export const patientRecords: Partial<Limits> = {
  records: { connect: 60_000, statement: 60_000, lock: 60_000, idle: 60_000 },
}

/** What calls at once were answered with: how often each code (`ok` for none), and the answers that were none. */
export interface Answers<Value> {
  readonly codes: Readonly<Partial<Record<WireError['code'] | 'ok', number>>>
  readonly values: readonly Value[]
}

/** Sends `many` calls at once, in turn to each of the servers. */
export async function atOnce<Value>(
  urls: readonly string[],
  call: (url: string, number: number) => Promise<Said>,
): Promise<Answers<Value>> {
  const said = await Promise.all(
    Array.from({ length: many }, (_, number) => call(urls[number % urls.length] ?? '', number)),
  )
  const codes: Partial<Record<WireError['code'] | 'ok', number>> = {}
  for (const { error } of said) {
    const code = error?.code ?? 'ok'
    codes[code] = (codes[code] ?? 0) + 1
  }
  const told = said.filter(({ error, body }) => error === undefined && body.length > 0)
  return { codes, values: told.map((one) => one.json<Value>()) }
}
