import type { Announcer } from '../../server/src/seams.ts'

/** An announcer that sends nothing. */
export const silent: Announcer = {
  toParticipant: () => undefined,
  toDesk: () => undefined,
  toDocuments: () => undefined,
  goodbye: () => undefined,
  listen: () => () => undefined,
  listenAtDesk: () => () => undefined,
}
