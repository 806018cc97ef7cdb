/**
 * Headers of every answer that does not set them itself: no cache keeps it, no browser guesses its type, no other page
 * learns its address or frames it, and shown as a page it loads and runs nothing (Content Security Policy Level 3).
 */
export const guarded = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy':
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
}
