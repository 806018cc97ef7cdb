#!/usr/bin/env node
import { whyTooOld } from './node-version.ts'

// Everything else is loaded after this check: an older Node could not even load it, and would say so in its own words.
const problem = whyTooOld(process.versions.node)
if (problem !== undefined) {
  console.error(problem)
  process.exitCode = 1
} else {
  const { runServer } = await import('./serving.ts')
  await runServer(process.env)
}
