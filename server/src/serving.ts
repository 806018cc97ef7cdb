import { startChairside } from './chairside.ts'
import { readConfig } from './config.ts'
import { openDemo } from './demo.ts'
import { createLog, untilUncaught } from './log.ts'
import { boundStop, untilSignal } from './until-signal.ts'

/** Runs a server until a signal ends it, and sets the exit code. */
export async function runServer(env: Readonly<Record<string, string | undefined>>): Promise<void> {
  // SQLite creates its files within this mask, so that no other user of this machine can read them.
  process.umask(0o077)

  let isUp = false
  // Logged whatever LOG_LEVEL says, because this error ends the process.
  const uncaught = untilUncaught(createLog('error')).then(() => {
    process.exitCode = 1
    // A server that has not started has acknowledged nothing that it would still have to keep.
    if (!isUp) process.exit()
  })

  try {
    const config = readConfig(env)
    // Before the start: clients may send as soon as the server listens, and a stop must then keep what they sent.
    const told = Promise.race([untilSignal(), uncaught])
    const chairside = await startChairside(config)
    isUp = true
    try {
      const front = chairside.url === chairside.listening ? '' : `, for ${chairside.url}`
      console.log(`Chairside listens on ${chairside.listening}${front}`)
      if (!config.production) {
        const links = await openDemo(chairside)
        console.log(`practitioner  ${links.practitioner}`)
        console.log(`patient  ${links.patient}`)
      }
      await told
    } finally {
      const callOff = boundStop(chairside.clock, config.drain)
      if (config.drain > 0) await chairside.leave()
      await chairside.stop().finally(callOff)
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
