#!/usr/bin/env node
import { whyTooOld } from './node-version.ts'

// Everything else is loaded after this check: an older Node could not even load it, and would say so in its own words.
const problem = whyTooOld(process.versions.node)
if (problem !== undefined) {
  console.error(problem)
  process.exitCode = 1
} else if (process.argv[2] === 'doctor') {
  const { runDoctor } = await import('./doctor.ts')
  process.exitCode = await runDoctor(process.argv.slice(3), process.env)
} else if (process.argv[2] === 'backup') {
  const { runBackup } = await import('./backup.ts')
  process.exitCode = await runBackup(process.argv.slice(3), process.env)
} else if (process.argv[2] === '--check') {
  const { runCheck } = await import('./check.ts')
  process.exitCode = await runCheck(process.env)
} else if (process.argv.length > 2) {
  console.error('chairside takes no argument to serve; or --check, doctor, backup.')
  process.exitCode = 2
} else {
  const { runServer } = await import('./serving.ts')
  await runServer(process.env)
}
