import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { LineTrouble } from './step.ts'

/** A TCP line between a client and the server, with all the troubles of `LineTrouble`. */
export interface Line {
  /** The address that a client uses instead of the server's. */
  readonly url: string
  /** Begins a trouble. It ends by itself after `ms` milliseconds. */
  trouble(trouble: LineTrouble, ms: number): void
  /** Ends every trouble. Resets each spoiled connection, so that both sides notice. */
  mend(): void
  close(): void
}

interface Pair {
  readonly client: Socket
  readonly server: Socket
  /** The connection speaks WebSocket now, so its bytes are no HTTP requests. */
  upgraded: boolean
  /** Bytes of this connection were lost, so it cannot work any more. */
  spoiled: boolean
}

const answer = Buffer.from('HTTP/1.')
const head = /^(GET|HEAD|PATCH|POST|PUT|DELETE|OPTIONS) (\S+) HTTP\/1\.1\r\n/

/** Opens a line to a port of this machine. */
export async function openLine(port: number): Promise<Line> {
  const pairs = new Set<Pair>()
  const begun = new Map<LineTrouble['trouble'], LineTrouble>()
  let ends: NodeJS.Timeout[] = []

  const reset = (pair: Pair): void => {
    pairs.delete(pair)
    pair.client.resetAndDestroy()
    pair.server.resetAndDestroy()
  }
  const resetAll = (): void => {
    for (const pair of [...pairs]) reset(pair)
  }
  const has = (trouble: LineTrouble['trouble']): boolean => begun.has(trouble)

  /** Takes a trouble that happens only once. */
  const take = <Name extends LineTrouble['trouble']>(name: Name) => {
    const found = begun.get(name) as Extract<LineTrouble, { trouble: Name }> | undefined
    begun.delete(name)
    return found
  }

  /** Whether a chunk may pass. A trouble that swallows it spoils the connection. */
  const passes = async (pair: Pair, bytes: number, silenced: 'deaf' | 'mute'): Promise<boolean> => {
    if (has('stall') || has(silenced)) pair.spoiled = true
    if (pair.spoiled) return false
    const slow = begun.get('slow')
    if (slow?.trouble === 'slow') await pause((bytes / slow.speed) * 1000)
    return !pair.spoiled
  }

  const carryUp = async (pair: Pair): Promise<void> => {
    let breaksIn = Number.POSITIVE_INFINITY
    for await (const chunk of pair.client as AsyncIterable<Buffer>) {
      const [, method] = pair.upgraded ? [] : (head.exec(chunk.subarray(0, 4096).toString('latin1')) ?? [])
      if (method === 'GET' && /\r\nupgrade: websocket\r\n/i.test(chunk.toString('latin1')))
        pair.upgraded = true
      const foreign = begun.get('foreign')
      if (foreign?.trouble === 'foreign' && foreign.method === method && !pair.upgraded) {
        begun.delete('foreign')
        pair.client.end(foreignAnswer(method, foreign.status))
        // Like an ingress: for a moment, the rest of the request is read and dropped.
        setTimeout(() => reset(pair), 200)
        pair.spoiled = true
        continue
      }
      if ((method === 'PATCH' || method === 'POST') && has('break upload'))
        breaksIn = (take('break upload')?.bytes ?? 0) + chunk.indexOf('\r\n\r\n') + 4
      if (!(await passes(pair, chunk.length, 'mute'))) continue
      const piece = chunk.subarray(0, Math.min(chunk.length, breaksIn))
      breaksIn -= piece.length
      if (!pair.server.write(piece)) await once(pair.server, 'drain')
      if (breaksIn > 0) continue
      resetAll()
      return
    }
    if (!pair.spoiled) pair.server.end()
  }

  const carryDown = async (pair: Pair): Promise<void> => {
    let breaksIn = Number.POSITIVE_INFINITY
    for await (const chunk of pair.server as AsyncIterable<Buffer>) {
      if (has('lose answer') && take('lose answer')) {
        reset(pair)
        return
      }
      if (has('break answer') && !pair.upgraded && chunk.subarray(0, 7).equals(answer))
        breaksIn = (take('break answer')?.bytes ?? 0) + chunk.indexOf('\r\n\r\n') + 4
      if (!(await passes(pair, chunk.length, 'deaf'))) continue
      const piece = chunk.subarray(0, Math.min(chunk.length, breaksIn))
      breaksIn -= piece.length
      if (!pair.client.write(piece)) await once(pair.client, 'drain')
      if (breaksIn > 0) continue
      // Gives the written bytes time to go out.
      await pause(20)
      resetAll()
      return
    }
    if (!pair.spoiled) pair.client.end()
  }

  const proxy = createServer((client) => {
    if (has('cut')) {
      client.resetAndDestroy()
      return
    }
    const pair: Pair = { client, server: connect(port, '127.0.0.1'), upgraded: false, spoiled: false }
    pairs.add(pair)
    for (const socket of [pair.client, pair.server]) {
      socket.setNoDelay(true)
      // When one side breaks off, the other side is reset too, unless the connection is spoiled.
      socket.on('error', () => pair.spoiled || reset(pair))
      socket.on('close', () => {
        if (pair.client.destroyed && pair.server.destroyed) pairs.delete(pair)
        else if (!pair.spoiled && !socket.readableEnded) reset(pair)
      })
    }
    carryUp(pair).catch(() => pair.spoiled || reset(pair))
    carryDown(pair).catch(() => pair.spoiled || reset(pair))
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')

  const mend = (): void => {
    for (const end of ends) clearTimeout(end)
    ends = []
    begun.clear()
    for (const pair of [...pairs]) if (pair.spoiled) reset(pair)
  }
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    trouble: (trouble, ms) => {
      if (trouble.trouble === 'break') {
        resetAll()
        return
      }
      begun.set(trouble.trouble, trouble)
      if (trouble.trouble === 'cut') resetAll()
      if (trouble.trouble === 'stall') for (const pair of pairs) pair.spoiled = true
      ends.push(
        setTimeout(() => {
          if (begun.get(trouble.trouble) !== trouble) return
          begun.delete(trouble.trouble)
          for (const pair of [...pairs]) if (pair.spoiled) reset(pair)
        }, ms),
      )
    },
    mend,
    close: () => {
      mend()
      resetAll()
      proxy.close()
    },
  }
}

function foreignAnswer(method: string, status: number): string {
  const body = '<html><body>default backend</body></html>'
  const lines = [
    `HTTP/1.1 ${status} Foreign`,
    'Content-Type: text/html',
    `Content-Length: ${body.length}`,
    'Connection: close',
  ]
  return `${lines.join('\r\n')}\r\n\r\n${method === 'HEAD' ? '' : body}`
}
