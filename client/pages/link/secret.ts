/** What a person did at the door. What the practitioner unlocks opens by itself only after one of these. */
export type Tried = 'asked' | 'typed'

/**
 * What this tab keeps over a reload: the link's secret, what the person did, the access session that it opened, and the
 * page that was read.
 */
export interface Kept {
  readonly secret: string
  readonly tried?: Tried | undefined
  readonly access?: string
  readonly page?: number
}

const name = 'chairside-link'

/** The secret behind the `#` of an address; undefined if there is none. */
export function secretIn(address: string): string | undefined {
  const secret = address.split('#')[1]?.trim() ?? ''
  return /^[\w-]{16,64}$/.test(secret) ? secret : undefined
}

/** Takes the secret out of the address bar, where others could read it, and keeps it for this tab alone. */
export function takeSecret(): Kept | undefined {
  const secret = secretIn(location.href)
  if (location.hash !== '') history.replaceState(null, '', location.pathname)
  const kept = read()
  if (secret === undefined || secret === kept?.secret) return kept
  keep({ secret })
  return { secret }
}

export function keep(kept: Kept): void {
  try {
    sessionStorage.setItem(name, JSON.stringify(kept))
  } catch {
    // A browser that keeps nothing for this page: then a reload asks for the link again.
  }
}

function read(): Kept | undefined {
  try {
    const kept = JSON.parse(sessionStorage.getItem(name) ?? '') as Partial<Kept>
    return typeof kept.secret === 'string' ? { ...kept, secret: kept.secret } : undefined
  } catch {
    return undefined
  }
}
