#!/usr/bin/env node
import { startChairside } from './chairside.ts'
import { readConfig } from './config.ts'
import { openDemo } from './demo.ts'

// SQLite gives its files the mode that the process asks for: what is kept is nobody else's on this machine.
process.umask(0o077)

/** A stop takes no longer, in ms, whatever clients and stores do. What was acknowledged is safe at any moment. */
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
    // A supervisor would kill it somewhat later. A second signal ends it at once.
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
