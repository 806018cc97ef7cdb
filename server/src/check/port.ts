import { once } from 'node:events'
import { createServer } from 'node:net'
import { connectionsWithin, readDescriptors } from '../adapters/descriptors.ts'
import type { Config } from '../config.ts'
import { whyNoPort } from '../why-no-port.ts'
import { type Finding, sentences, works, wrong } from './finding.ts'
import { codeOf } from './try.ts'

/** Listens where a server would, for a moment. */
export async function tryPort({ host, port, maxConnections }: Config, signal: AbortSignal): Promise<Finding> {
  const listening = createServer((line) => line.destroy())
  try {
    listening.listen({ host, port })
    await once(listening, 'listening', { signal })
  } catch (error) {
    return wrong('port', whyNoPort(codeOf(error) ?? 'no answer', host, port))
  } finally {
    listening.close()
  }
  const most = connectionsWithin(readDescriptors())
  return works(
    'port',
    sentences(
      port === 0
        ? `PORT is 0, so a server takes any free one of ${host}.`
        : `Port ${port} of ${host} is free.`,
      most < maxConnections &&
        `The descriptors of this process (ulimit -n) are enough for ${most} of the ${maxConnections} connections of MAX_CONNECTIONS.`,
    ),
  )
}
