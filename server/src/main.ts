#!/usr/bin/env node
import { startChairside } from './chairside.ts'
import { readConfig } from './config.ts'
import { openDemo } from './demo.ts'
import { boundStop, untilSignal } from './until-signal.ts'

// SQLite gives its files the mode that the process asks for: no other user of this machine can read them.
process.umask(0o077)

try {
  const config = readConfig(process.env)
  // Before the start: clients may send as soon as the server listens, and a stop must then keep what they sent.
  const told = untilSignal()
  const chairside = await startChairside(config)
  try {
    console.log(`Chairside listens on ${chairside.url}`)
    if (!config.production) {
      const links = await openDemo(chairside)
      console.log(`practitioner  ${links.practitioner}`)
      console.log(`patient  ${links.patient}`)
    }
    await told
  } finally {
    const callOff = boundStop(chairside.clock)
    await chairside.stop().finally(callOff)
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
