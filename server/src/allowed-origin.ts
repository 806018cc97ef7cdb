/**
 * Reads an entry of ALLOWED_ORIGINS. It is an origin as browsers send it (RFC 6454): of web pages, such as
 * `https://app.example`, or of the shell of an app, such as `capacitor://localhost`. `*` may stand for the first label of the
 * host, as in `https://*.clinics.example`. Below a name where strangers get labels of their own (`co.uk`, `vercel.app`:
 * publicsuffix.org) it allows everybody; that list is not kept here.
 *
 * @returns the entry without a slash at its end; undefined if it is no such origin
 */
export function readAllowedOrigin(entry: string): string | undefined {
  const origin = entry.replace(/\/$/, '')
  if (isShell(origin)) return origin
  // Two labels must follow, because `https://*.example` would allow everybody below a registry.
  const sample = origin.replace(/^(https?:\/\/)\*\.(?=[^.]+\.[^.]*[a-z])/, '$1any.')
  return /^https?:\/\/[^*]+$/.test(sample) && URL.parse(sample)?.origin === sample ? origin : undefined
}

/** Whether a page's origin is the one that an entry names, or differs only in the label for which `*` stands. */
export function isAllowedBy(entry: string, origin: string): boolean {
  const [start, end] = entry.split('*')
  if (start === undefined || end === undefined) return entry === origin
  if (!origin.startsWith(start) || !origin.endsWith(end)) return false
  return /^[a-z\d]([a-z\d-]*[a-z\d])?$/.test(origin.slice(start.length, -end.length))
}

/** Browsers know nothing of the scheme of an app's shell, and its host is by custom `localhost`; another is likely misspelt. */
function isShell(origin: string): boolean {
  const [, scheme = '', host = ''] = /^([a-z][a-z\d+.-]*):\/\/([a-z\d.-]+)$/.exec(origin) ?? []
  if (['', 'http', 'https', 'ws', 'wss', 'file', 'ftp'].includes(scheme)) return false
  return host === 'localhost' || scheme === 'capacitor'
}
