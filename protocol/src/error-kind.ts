import type { Details } from './details.ts'
import { formatSize } from './size.ts'

export interface ErrorKind {
  /** The HTTP status of an answer that carries this code. */
  readonly status: number
  /** Whether the same command may succeed when it is sent again unchanged. */
  readonly retry: boolean
  /** How the server logs it: what a client did wrong is `info`, what we did wrong is `error`. */
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  /** What happened, the limit and the actual, what to do: one or two plain English sentences. */
  readonly say: (details: Details) => string
}

/** A row of the table. Unless it says otherwise, a retry does not help, and the client did something wrong. */
export const kind = (
  status: number,
  say: string | ((details: Details) => string),
  { retry = false, level = 'info' }: { retry?: boolean; level?: ErrorKind['level'] } = {},
): ErrorKind => ({ status, retry, level, say: typeof say === 'string' ? () => say : say })

/** The actual size and the limit as texts; in exact bytes where both would read the same. */
export function overLimit({ limit = 0, actual = 0 }: Details): [string, string] {
  const [shown, most] = [formatSize(actual), formatSize(limit)]
  return shown === most ? [`${actual} bytes`, `${limit} bytes`] : [shown, most]
}
