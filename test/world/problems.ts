import { ConfigError, readConfig } from '../../server/src/config.ts'

/** Settings as the environment has them. */
export type Env = Parameters<typeof readConfig>[0]

/** What is wrong with settings, one sentence each. */
export function problemsOf(env: Env): readonly string[] {
  try {
    readConfig(env)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}
