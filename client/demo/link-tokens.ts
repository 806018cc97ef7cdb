// The printed links have their tokens in the fragment, which never leaves the browser. The page moves them into its
// window's own storage, under its own name, so that two windows do not share them, and clears the address at once.

/**
 * `token` opens this page; `desk`, `call` and `files` open the other pages of the same person. `day` is the mark of this
 * demo's appointments.
 */
export type LinkTokens = {
  token: string
  desk?: string | undefined
  call?: string | undefined
  files?: string | undefined
  day?: string | undefined
}

const read = (text: string): LinkTokens | undefined => {
  const found = new URLSearchParams(text)
  const token = found.get('token')
  if (!token) return undefined
  const others = ['desk', 'call', 'files', 'day'] as const
  return { token, ...Object.fromEntries(others.map((name) => [name, found.get(name) ?? undefined])) }
}

export const linkFragment = (tokens: LinkTokens) => {
  const given = Object.entries(tokens).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return `#${new URLSearchParams(given)}`
}

export const takeLinkTokens = (page: string): LinkTokens | undefined => {
  const place = `chairside-demo:${page}`
  const fragment = location.hash.slice(1)
  if (read(fragment)) {
    sessionStorage.setItem(place, fragment)
    history.replaceState(null, '', location.pathname + location.search)
  }
  // A second link pasted into this window changes only the fragment: a reload makes it a new visit.
  addEventListener('hashchange', () => read(location.hash.slice(1)) && location.reload())
  return read(sessionStorage.getItem(place) ?? '')
}
