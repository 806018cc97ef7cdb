import { defineConfig } from 'vitest/config'

// Exactly these: 'import' among the external conditions breaks socket.io.
const conditions = ['chairside-source', 'node']
const shared = { ssr: { resolve: { conditions, externalConditions: conditions } } }
/** `expect.poll` waits as long as `until` does. */
const patience = { testTimeout: 30_000, hookTimeout: 30_000, expect: { poll: { timeout: 5_000 } } }
/** They count the memory or the processor time of their own process, so each has one to itself. */
const apart = [
  'test/model/model.test.ts',
  'test/gate/cost.test.ts',
  'test/attacks/history.test.ts',
  'test/attacks/largest.test.ts',
]

/** Not with the records in PostgreSQL: these read or write rows in SQLite's file, or ask SQLite for its query plans. */
const ofSqlite = [
  'connection/failing',
  'documents/byte-paths',
  'documents/erasing',
  'documents/history-plans',
  'documents/library-plans',
  'documents/library-sums',
  'links/access',
  'links/erasing',
  'links/plans',
  'nodes/long-past',
  'operation/landed',
  'operation/retention',
  'operation/words',
  'people/erasing',
  'people/waiting-room',
  'profile/plans',
  'upload/digest',
  'upload/surviving',
  'upload/unfinished',
  'webhooks/delivering',
].map((story) => `test/stories/${story}.test.ts`)

export default defineConfig({
  test: {
    // Each file waits for more than half of its time: four at once fill two cores.
    maxWorkers: 4,
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
      ...(process.env.NODES === undefined
        ? []
        : [
            {
              ...shared,
              test: {
                name: 'nodes',
                include: ['test/stories/**/*.test.ts'],
                exclude: ofSqlite,
                globalSetup: ['test/world/prepare.ts', 'test/services/nodes.ts'],
                isolate: false,
                ...patience,
              },
            },
          ]),
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
