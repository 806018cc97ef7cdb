/*
 * Loaded into every Node server under test, beside it and none of its business: says how much CPU time all threads of
 * the process have used, when asked.
 */
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.(user + system)
})
process.on('disconnect', () => process.exit())
process.channel?.unref()
