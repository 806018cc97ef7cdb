import type { SettingsReader } from './settings-reader.ts'

/** Where clamd listens: a TCP port, or a socket in the file system. */
export type ClamdAddress = { readonly host: string; readonly port: number } | { readonly path: string }

/** The scanner that looks for malware, or none. */
export type ScannerSettings =
  | { readonly kind: 'none' }
  | { readonly kind: 'clamd'; readonly address: ClamdAddress }

/** Reads which scanner looks for malware. Production must say it. */
export function readScanner({ text, production, problems }: SettingsReader): ScannerSettings {
  const none = text('SCANNER')
  const raw = text('CLAMD_URL')
  if (none !== undefined && none !== 'none')
    problems.push(`SCANNER is "${none}"; it can only be none, which says that files go unscanned.`)
  else if (none !== undefined && raw !== undefined)
    problems.push('SCANNER is "none" and CLAMD_URL names a scanner; only one of them can be meant.')
  if (raw === undefined) {
    if (production && none === undefined)
      problems.push(
        'CLAMD_URL is missing; it names the virus scanner. SCANNER=none says that files go unscanned.',
      )
    return { kind: 'none' }
  }
  const found = readClamdAddress(raw)
  if (found !== undefined) return { kind: 'clamd', address: found }
  problems.push(`CLAMD_URL is "${raw}"; it must be tcp://host:port or unix:/path/of/clamd.sock.`)
  return { kind: 'none' }
}

function readClamdAddress(raw: string): ClamdAddress | undefined {
  const socket = /^unix:(?:\/\/)?(\/[^\0?#]+)$/.exec(raw)?.[1]
  if (socket !== undefined) return { path: socket }
  const [, host, port] = /^tcp:\/\/([\w.-]+|\[[\da-f:.]+\]):(\d{1,5})\/?$/i.exec(raw) ?? []
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535) return undefined
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) }
}
