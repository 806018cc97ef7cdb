import type { ChairsideError, DocumentKind, Ticket, TicketUse } from '@chairside/protocol'

interface Openable {
  readonly kind?: DocumentKind | undefined
  ticket(use: TicketUse): Promise<Ticket>
  download(options: { failed: (error: ChairsideError) => void }): Promise<unknown>
}

/**
 * Opens a document within a tap: a picture in a new tab; anything else the browser saves. Gives which of both it did.
 * Calls `failed` if the browser's download failed at its start.
 *
 * @throws ChairsideError when it cannot be opened
 */
export async function openDocument(
  document: Openable,
  failed: (error: ChairsideError) => void,
): Promise<'shown' | 'saved'> {
  // Now, because the browser blocks a new tab once the tap is over. Where it blocks this one too, the picture is saved.
  const tab = document.kind === 'picture' ? window.open('', '_blank') : null
  if (!tab) {
    await document.download({ failed })
    return 'saved'
  }
  tab.opener = null
  try {
    tab.location.replace((await document.ticket('view')).url)
    return 'shown'
  } catch (error) {
    tab.close()
    throw error
  }
}
