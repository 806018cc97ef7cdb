import { defineConfig } from 'vitest/config'

// Exactly these: 'import' among the external conditions breaks socket.io.
const conditions = ['chairside-source', 'node']
const shared = { ssr: { resolve: { conditions, externalConditions: conditions } } }
const patience = { testTimeout: 30_000, hookTimeout: 30_000 }
/** They count the memory or the processor time of their own process, so each has one to itself. */
const apart = ['test/model/**/*.test.ts', 'test/gate/cost.test.ts', 'test/attacks/**/*.test.ts']

export default defineConfig({
  test: {
    // Two cores: more at once would only wait for each other.
    maxWorkers: 2,
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
          // One Chromium fills two cores: two files at once take as long, and starve what is promised in seconds.
          fileParallelism: false,
        },
      },
    ],
  },
})
