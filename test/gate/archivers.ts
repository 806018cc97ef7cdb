import { spawnSync } from 'node:child_process'
import { MB } from '@chairside/protocol'

/** An installed program that reads archives. */
export interface Archiver {
  readonly name: string
  /** The Debian package that contains it. */
  readonly from: string
  /** The names of the entries that it finds in a file; undefined if it does not open the file as an archive. */
  list(path: string): readonly string[] | undefined
  /** Unpacks a file into a folder. Gives whether it found nothing to complain about. */
  unpack(path: string, into: string): boolean
}

interface Run {
  readonly code: number | null
  readonly lines: readonly string[]
}

function run(program: string, ...args: readonly string[]): Run | undefined {
  const { status, stdout, error } = spawnSync(program, args, {
    encoding: 'latin1',
    timeout: 60_000,
    maxBuffer: 64 * MB,
    // Info-ZIP writes names in the letters of this language alone.
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  })
  if (error !== undefined) return undefined
  return { code: status, lines: stdout.split(/\r?\n/).filter(Boolean) }
}

const done = (run: Run | undefined): boolean => run?.code === 0

const script = 'import sys, zipfile; print("\\n".join(["opened"] + zipfile.ZipFile(sys.argv[1]).namelist()))'

function sevenZip(program: string): Archiver {
  return {
    name: '7-Zip',
    from: '7zip',
    list: (path) => {
      const { lines = [] } = run(program, 'l', '-slt', path) ?? {}
      const types = lines.filter((line) => line.startsWith('Type = '))
      // 7-Zip opens every old Office file as a container.
      if (types.length === 0 || types[0] === 'Type = Compound') return undefined
      const entries = lines.slice(lines.indexOf('----------'))
      return entries.flatMap((line) => /^Path = (.*)$/.exec(line)?.[1] ?? [])
    },
    unpack: (path, into) => done(run(program, 'x', path, `-o${into}`)),
  }
}

const unzip: Archiver = {
  name: 'Info-ZIP',
  from: 'unzip',
  list: (path) => {
    const { code, lines = [] } = run('unzip', '-Z1', path) ?? {}
    return code === 0 || lines.length > 0 ? lines : undefined
  },
  unpack: (path, into) => done(run('unzip', '-q', path, '-d', into)),
}

const bsdtar: Archiver = {
  name: 'bsdtar',
  from: 'libarchive-tools',
  list: (path) => {
    const { code, lines = [] } = run('bsdtar', '-tf', path) ?? {}
    return code === 0 || lines.length > 0 ? lines : undefined
  },
  unpack: (path, into) => done(run('bsdtar', '-xf', path, '-C', into)),
}

const python: Archiver = {
  name: "Python's zipfile",
  from: 'python3',
  list: (path) => {
    const { lines = [] } = run('python3', '-c', script, path) ?? {}
    return lines[0] === 'opened' ? lines.slice(1) : undefined
  },
  unpack: (path, into) => done(run('python3', '-m', 'zipfile', '-e', path, into)),
}

const isThere = (program: string): boolean => run(program, '--help') !== undefined

/** Gives the programs that are installed, and those that are missing. */
export function findArchivers(): {
  readonly here: readonly Archiver[]
  readonly missing: readonly Archiver[]
} {
  const seven = ['7zz', '7z', '7za'].find(isThere)
  const all = [
    { archiver: sevenZip(seven ?? '7zz'), found: seven !== undefined },
    { archiver: unzip, found: isThere('unzip') },
    { archiver: bsdtar, found: isThere('bsdtar') },
    { archiver: python, found: isThere('python3') },
  ]
  const those = (found: boolean) => all.filter((one) => one.found === found).map(({ archiver }) => archiver)
  return { here: those(true), missing: those(false) }
}
