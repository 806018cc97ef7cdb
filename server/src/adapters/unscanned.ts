import type { Scanner } from '../seams.ts'

/** No scanner is set: it says so of every file, and never says clean. */
export const unscanned: Scanner = { scan: () => Promise.resolve({ state: 'unscanned' }) }
