import { defineConfig } from 'vitest/config'

// Exactly these: 'import' among the external conditions breaks socket.io.
const conditions = ['chairside-source', 'node']
const shared = { ssr: { resolve: { conditions, externalConditions: conditions } } }
const patience = { testTimeout: 30_000, hookTimeout: 30_000 }

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
          exclude: ['test/browser/**', '**/node_modules/**'],
          globalSetup: ['test/world/prepare.ts'],
          ...patience,
        },
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
