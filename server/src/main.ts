#!/usr/bin/env node
import { startChairside } from './chairside.ts'
import { readConfig } from './config.ts'
import { openDemo } from './demo.ts'

// SQLite creates files with the umask's mode: no other user of this machine may read them.
process.umask(0o077)

/** The longest that a stop takes, in ms. Acknowledged bytes are safe at any moment. */
const stopsWithin = 9_000

function end(why: string): void {
  console.error(`Chairside ends without waiting for the rest: ${why}.`)
  process.exit(1)
}

try {
  const config = readConfig(process.env)
  const chairside = await startChairside(config)
  let cancel = (): void => undefined
  try {
    console.log(`Chairside listens on ${chairside.url}`)
    if (!config.production) {
      const links = await openDemo(chairside)
      console.log(`practitioner  ${links.practitioner}`)
      console.log(`patient  ${links.patient}`)
    }
    await new Promise((resolve) => process.once('SIGTERM', resolve).once('SIGINT', resolve))
    // Ends before a supervisor would kill the process. A second signal ends it at once.
    cancel = chairside.clock.after(stopsWithin, () => end('it did not come to its end in time'))
    process.once('SIGTERM', () => end('it was told twice')).once('SIGINT', () => end('it was told twice'))
  } finally {
    await chairside.stop()
    cancel()
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
