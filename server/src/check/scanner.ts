import { askClamd, type Question } from '../adapters/clamd/connection.ts'
import { findTestFile } from '../adapters/clamd/scanner.ts'
import { systemClock } from '../adapters/clock.ts'
import type { Config } from '../config.ts'
import { type Finding, failing, notSet, works } from './finding.ts'

/** Asks clamd for its version, and lets it scan the EICAR test file. */
export async function tryScanner({ scanner, limits }: Config, signal: AbortSignal): Promise<Finding> {
  if (scanner.kind === 'none')
    return notSet('scanner', 'CLAMD_URL is not set, so files are not scanned for malware.')
  const { address } = scanner
  const where = 'path' in address ? address.path : `${address.host}:${address.port}`
  const soon = { ...limits, scanSilence: 2 * limits.scanConnect }
  const ask = (question: Question): Promise<string> =>
    askClamd(address, question, { clock: systemClock, limits: soon, signal })
  try {
    const version = /^ClamAV [\w.-]+/.exec(await ask({ command: 'VERSION' }))?.[0] ?? 'A scanner'
    const { state } = await findTestFile(ask)
    return state === 'infected'
      ? works('scanner', `${version} answers at ${where}, and finds the EICAR test file.`)
      : failing(
          'scanner',
          `${version} answers at ${where}, and does not find the EICAR test file: nothing that it calls clean is. Give clamd its signatures (freshclam).`,
        )
  } catch {
    return failing(
      'scanner',
      `The scanner of CLAMD_URL does not answer at ${where}. A server would start, and its files would wait for their check. Start clamd, or correct the address.`,
    )
  }
}
