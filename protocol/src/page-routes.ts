/** The routes that every page calls. They have no schemas, so that its bundle contains none; `routes` has all routes. */
export const pageRoutes = {
  issueTicket: { method: 'POST', path: '/v1/files/{id}/ticket' },
  sendBytes: { method: 'PATCH', path: '/v1/files/{id}/upload', takesAs: 'application/offset+octet-stream' },
  awaitLive: { method: 'POST', path: '/v1/live' },
  keepFile: { method: 'POST', path: '/v1/files/{id}/keep' },
  isLive: { method: 'GET', path: '/health/live' },
} as const

/** Replaces the parts of a path in braces by their values. */
export function fillPath(path: string, values: Readonly<Record<string, unknown>>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name])))
}
