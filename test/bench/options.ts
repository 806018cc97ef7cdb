import { parseArgs } from 'node:util'

/** The arguments of `npm run bench --`. */
export interface Options {
  /** The names of the parts to run; an empty list means all. */
  readonly parts: readonly string[]
  readonly rounds: number
  /** A short run that only shows that everything works: one round, and less of everything. */
  readonly isQuick: boolean
  /** The folder in which the bench makes its work folder; undefined means its own folder. */
  readonly folder: string | undefined
}

/** Reads the arguments of the command. Throws for an unknown one. */
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
