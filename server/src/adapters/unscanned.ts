import type { Scanner, ScanVerdict } from '../seams.ts'

const verdict: ScanVerdict = { state: 'unscanned' }

/** For servers without a scanner: every verdict is `unscanned`, never `clean`. */
export const unscanned: Scanner = {
  scans: false,
  scan: () => Promise.resolve(verdict),
  prove: () => Promise.resolve(verdict),
}
