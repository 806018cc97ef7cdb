/** The routes of a page in which a patient opens one document, by its link or beside their other files. */
export const accessRoutes = {
  lookAtLink: { method: 'POST', path: '/v1/links/look' },
  openLink: { method: 'POST', path: '/v1/links/open' },
  askForLinkCode: { method: 'POST', path: '/v1/links/ask' },
  lookAtDocument: { method: 'GET', path: '/v1/documents/{id}/look' },
  openDocument: { method: 'POST', path: '/v1/documents/{id}/open' },
  askForDocumentCode: { method: 'POST', path: '/v1/documents/{id}/ask' },
  awaitAccess: { method: 'GET', path: '/v1/accesses/{id}' },
  issueAccessTicket: { method: 'POST', path: '/v1/accesses/{id}/ticket' },
  stay: { method: 'POST', path: '/v1/accesses/{id}/stay' },
  noteView: { method: 'POST', path: '/v1/accesses/{id}/viewed' },
  closeAccess: { method: 'DELETE', path: '/v1/accesses/{id}' },
} as const
