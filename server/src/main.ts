#!/usr/bin/env node
import { startChairside } from './chairside.ts'
import { readConfig } from './config.ts'
import { openDemo } from './demo.ts'

// SQLite gives its files the mode that the process asks for: what is kept is nobody else's on this machine.
process.umask(0o077)

try {
  const config = readConfig(process.env)
  const chairside = await startChairside(config)
  try {
    console.log(`Chairside listens on ${chairside.url}`)
    if (!config.production) {
      const links = await openDemo(chairside)
      console.log(`practitioner  ${links.practitioner}`)
      console.log(`patient  ${links.patient}`)
    }
    await new Promise((resolve) => process.once('SIGTERM', resolve).once('SIGINT', resolve))
  } finally {
    await chairside.stop()
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
