import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/*
 * Loaded into every Node server under test, without the server's knowledge. To the message `cpu` of the parent it answers
 * the CPU time of all threads of the process so far, in microseconds; to `memory` the bytes that are used in the heap and
 * beside it, and those of the resident set, after a garbage collection.
 */
process.on('message', (asked) => {
  process.send?.(asked === 'memory' ? used() : worked())
})
process.on('disconnect', () => process.exit())
process.channel?.unref()

function worked(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}

function used(): { heap: number; resident: number } {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  // What the first one finds to be finalized goes with the second.
  for (let time = 0; time < 2; time += 1) collect()
  const { heapUsed, external, rss } = process.memoryUsage()
  return { heap: heapUsed + external, resident: rss }
}
