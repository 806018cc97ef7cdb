/** The routes that a page calls. They have no schemas, so that its bundle contains none; `routes` has all routes. */
export const pageRoutes = {
  issueTicket: { method: 'POST', path: '/v1/files/{id}/ticket' },
  sendBytes: { method: 'PATCH', path: '/v1/files/{id}/upload', takesAs: 'application/offset+octet-stream' },
  createDocument: { method: 'POST', path: '/v1/documents' },
  readDocument: { method: 'GET', path: '/v1/documents/{id}' },
  changeDocument: { method: 'PATCH', path: '/v1/documents/{id}' },
  deleteDocument: { method: 'DELETE', path: '/v1/documents/{id}' },
  reachOfDocument: { method: 'GET', path: '/v1/documents/{id}/reach' },
  decideDocument: { method: 'POST', path: '/v1/documents/{id}/decision' },
  sendDocumentBytes: {
    method: 'PATCH',
    path: '/v1/documents/{id}/upload',
    takesAs: 'application/offset+octet-stream',
  },
  issueDocumentTicket: { method: 'POST', path: '/v1/documents/{id}/ticket' },
  readThumbnail: { method: 'GET', path: '/v1/documents/{id}/thumbnail', answersAs: 'image/webp' },
  attachDocument: { method: 'PUT', path: '/v1/documents/{id}/attachments/{appointment}' },
  detachDocument: { method: 'DELETE', path: '/v1/documents/{id}/attachments/{appointment}' },
  readLibrary: { method: 'GET', path: '/v1/practitioners/{id}/documents' },
  searchLibrary: { method: 'POST', path: '/v1/practitioners/{id}/documents' },
  readSession: { method: 'GET', path: '/v1/appointments/{id}/documents' },
  changeSession: { method: 'PATCH', path: '/v1/appointments/{id}/documents' },
  seeAs: { method: 'GET', path: '/v1/appointments/{id}/as/{patient}' },
  readPatientFiles: { method: 'GET', path: '/v1/patients/{id}/documents' },
  issueArchiveTicket: { method: 'POST', path: '/v1/appointments/{id}/zip' },
  keepFile: { method: 'POST', path: '/v1/files/{id}/keep' },
  isLive: { method: 'GET', path: '/health/live' },
} as const

/** Replaces the parts of a path in braces by their values. */
export function fillPath(path: string, values: Readonly<Record<string, unknown>>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name])))
}
