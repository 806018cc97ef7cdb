/** The policies that a page has: one of each `Content-Security-Policy` header, and of each such `<meta>`. All must allow. */
export type Policy = ReadonlyMap<string, readonly string[]>

/** Reads the policies of a header or a `<meta>` (W3C, Content Security Policy Level 3, section 2.2). */
export function readPolicies(text: string): Policy[] {
  return text
    .split(',')
    .map((one) => {
      const policy = new Map<string, readonly string[]>()
      for (const directive of one.split(';')) {
        const [name = '', ...values] = directive.trim().split(/\s+/)
        const known = name.toLowerCase()
        // The first of two counts.
        if (known !== '' && !policy.has(known)) policy.set(known, values)
      }
      return policy
    })
    .filter((policy) => policy.size > 0)
}

/** The policies in the `<meta>` elements of a page. */
export function metaPolicies(html: string): Policy[] {
  return [...html.matchAll(/<meta\b[^>]*>/gi)].flatMap(([tag]) => {
    if (!/http-equiv\s*=\s*["']?content-security-policy["'\s>]/i.test(tag)) return []
    const [, double, single] = /\bcontent\s*=\s*(?:"([^"]*)"|'([^']*)')/i.exec(tag) ?? []
    return readPolicies((double ?? single ?? '').replaceAll('&#39;', "'").replaceAll('&quot;', '"'))
  })
}

/** The values that decide about a kind of request; undefined when everything is allowed (section 6.8.3, fallbacks). */
export function valuesOf(policy: Policy, ...names: readonly string[]): readonly string[] | undefined {
  for (const name of [...names, 'default-src']) {
    const values = policy.get(name)
    if (values !== undefined) return values
  }
  return undefined
}

/**
 * Whether a list of sources allows an address (section 6.7.2). Of a nonce or a hash it does not know: the caller asks for
 * `'strict-dynamic'` and those itself.
 *
 * @param page the address of the page, which is `'self'`
 */
export function allows(values: readonly string[], address: URL, page: URL): boolean {
  return values.some((raw) => {
    const value = raw.toLowerCase()
    if (value === '*') return /^(https?|wss?):$/.test(address.protocol)
    if (value === "'self'") return sameHost(address, page)
    if (/^[a-z][a-z0-9+.-]*:$/.test(value)) return fits(value, address.protocol)
    const [, scheme, host = '', port, path] =
      /^(?:([a-z][a-z0-9+.-]*:)\/\/)?([^/:]+)(?::(\d+|\*))?(\/.*)?$/.exec(value) ?? []
    if (!fits(scheme ?? page.protocol, address.protocol)) return false
    if (
      host.startsWith('*.')
        ? !address.hostname.endsWith(host.slice(1))
        : host !== '*' && host !== address.hostname
    )
      return false
    if (port !== '*' && (port ?? defaultPort(address)) !== (address.port || defaultPort(address)))
      return false
    return (
      path === undefined ||
      path === '/' ||
      address.pathname === path ||
      (path.endsWith('/') && address.pathname.startsWith(path))
    )
  })
}

const defaultPort = ({ protocol }: URL): string => (/^(https|wss):$/.test(protocol) ? '443' : '80')

/** A scheme also allows its encrypted form, and http that of a WebSocket. */
function fits(allowed: string, scheme: string): boolean {
  const more: Readonly<Record<string, readonly string[]>> = {
    'http:': ['https:', 'ws:', 'wss:'],
    'https:': ['wss:'],
    'ws:': ['wss:', 'http:', 'https:'],
    'wss:': ['https:'],
  }
  return allowed === scheme || (more[allowed] ?? []).includes(scheme)
}

function sameHost(address: URL, page: URL): boolean {
  return (
    address.hostname === page.hostname &&
    fits(page.protocol, address.protocol) &&
    (address.port || defaultPort(address)) === (page.port || defaultPort(page))
  )
}
