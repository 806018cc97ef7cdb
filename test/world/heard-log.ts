import { createLog, type Log } from '../../server/src/log.ts'

/** A log whose lines a test can read. */
export interface HeardLog {
  readonly log: Log
  /** Oldest first. */
  readonly lines: readonly Readonly<Record<string, unknown>>[]
  /** Characters written so far. */
  readonly size: number
}

export function openHeardLog(): HeardLog {
  const lines: Record<string, unknown>[] = []
  let size = 0
  const write = (line: string): void => {
    lines.push(JSON.parse(line))
    size += line.length
  }
  return {
    log: createLog('info', { write }),
    lines,
    get size() {
      return size
    },
  }
}
