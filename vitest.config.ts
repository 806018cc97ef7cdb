import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { leftOutFiles } from './test/left-out.ts'

// Exactly these: 'import' among the external conditions breaks socket.io.
const conditions = ['chairside-source', 'node']
const shared = { ssr: { resolve: { conditions, externalConditions: conditions } } }
/** `expect.poll` waits as long as `until` does. */
const patience = { testTimeout: 60_000, hookTimeout: 60_000, expect: { poll: { timeout: 10_000 } } }
/** They count the memory or the processor time of their own process, so each has one to itself. */
const apart = [
  'test/model/model.test.ts',
  'test/gate/cost.test.ts',
  'test/attacks/history.test.ts',
  'test/attacks/largest.test.ts',
]

/** These run on two nodes with every `npm test`; all others with `npm run test:nodes`. */
const onTwoNodes = [
  'upload/missing',
  'transfer/receipts',
  'download/tickets',
  'documents/session',
  'links/codes',
].map((story) => `test/stories/${story}.test.ts`)

export default defineConfig({
  test: {
    // Three at once fill two cores. With more, each test waits for the others until it runs out of time.
    maxWorkers: availableParallelism() + 1,
    projects: [
      {
        ...shared,
        test: {
          name: 'stories',
          include: ['test/**/*.test.ts'],
          exclude: [...apart, 'test/browser/**', '**/node_modules/**'],
          globalSetup: ['test/world/prepare.ts'],
          // Loading the server and its libraries anew for each file takes half of the time.
          isolate: false,
          ...patience,
        },
      },
      {
        ...shared,
        test: {
          name: 'nodes',
          include: process.env.NODES === 'all' ? ['test/stories/**/*.test.ts'] : onTwoNodes,
          exclude: [...leftOutFiles],
          setupFiles: ['test/world/leave-out.ts'],
          // One PostgreSQL, Redis and Ceph for all files: each test has a database and a bucket of its own.
          globalSetup: ['test/world/prepare.ts', 'test/services/nodes.ts'],
          isolate: false,
          ...patience,
          testTimeout: 120_000,
          env: { PATIENCE: '40' },
        },
      },
      {
        ...shared,
        test: { name: 'apart', include: apart, globalSetup: ['test/world/prepare.ts'], ...patience },
      },
      {
        ...shared,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/world/prepare.ts', 'test/browser/prepare.ts'],
          ...patience,
          testTimeout: 90_000,
          // The files of a process share its Chromium and the server's modules.
          isolate: false,
        },
      },
    ],
  },
})
