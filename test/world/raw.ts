import { connect } from 'node:net'

/** A connection on which a test writes HTTP by itself. */
export interface Raw {
  write(text: string | Buffer): void
  /** What has come so far. */
  readonly said: string
  /** Resolves with all that came once the server has closed the connection. */
  readonly closed: Promise<string>
  end(): void
}

export function openRaw(url: string): Raw {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  let said = ''
  socket.on('data', (chunk) => {
    said += chunk
  })
  // A reset ends it too.
  socket.on('error', () => undefined)
  const closed = new Promise<string>((resolve) => socket.once('close', () => resolve(said)))
  return {
    write: (text) => void socket.write(text),
    get said() {
      return said
    },
    closed,
    end: () => void socket.destroy(),
  }
}
