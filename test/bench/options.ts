import { parseArgs } from 'node:util'

/** What stands after `npm run bench --`. */
export interface Options {
  /** Names of parts; none is all. */
  readonly parts: readonly string[]
  readonly rounds: number
  /** Only to see that it works: one round, and less of everything. */
  readonly isQuick: boolean
  /** Where a folder for what is stored meanwhile is made; beside the bench by default. */
  readonly folder: string | undefined
}

/** Throws on what it does not know. */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      rounds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      folder: { type: 'string' },
    },
  })
  const rounds = Number(values.rounds ?? (values.quick ? 1 : 9))
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds must be a whole number from 1 on')
  return { parts: positionals, rounds, isQuick: values.quick, folder: values.folder }
}
