/*
 * Loaded into every Node server under test, without the server's knowledge. To every message of the parent it answers
 * the CPU time of all threads of the process so far, in microseconds.
 */
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.(user + system)
})
process.on('disconnect', () => process.exit())
process.channel?.unref()
