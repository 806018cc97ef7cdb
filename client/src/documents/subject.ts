/**
 * The person whom a token names (RFC 7519, `sub`); empty if the token cannot be read: then the server refuses it, too.
 */
export function subjectOf(token: string): string {
  try {
    const claims = atob((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/'))
    const { sub } = JSON.parse(claims) as { sub?: unknown }
    return typeof sub === 'string' ? sub : ''
  } catch {
    return ''
  }
}
