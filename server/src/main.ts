#!/usr/bin/env node
import { startChairside } from './chairside.ts'
import { readConfig } from './config.ts'
import { openDemo } from './demo.ts'
import { untilSignal } from './until-signal.ts'

// SQLite gives its files the mode that the process asks for: no other user of this machine can read them.
process.umask(0o077)

try {
  const config = readConfig(process.env)
  const chairside = await startChairside(config)
  let callOff: (() => void) | undefined
  try {
    console.log(`Chairside listens on ${chairside.url}`)
    if (!config.production) {
      const links = await openDemo(chairside)
      console.log(`practitioner  ${links.practitioner}`)
      console.log(`patient  ${links.patient}`)
    }
    callOff = await untilSignal(chairside.clock)
  } finally {
    await chairside.stop()
    callOff?.()
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
