import type { Scanner, ScanVerdict } from '../seams.ts'

const verdict: ScanVerdict = { state: 'unscanned' }

/** No scanner is set: it says so of every file, and never says clean. */
export const unscanned: Scanner = {
  scans: false,
  scan: () => Promise.resolve(verdict),
  prove: () => Promise.resolve(verdict),
}
