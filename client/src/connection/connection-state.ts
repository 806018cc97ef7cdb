import type { ChairsideError } from '@chairside/protocol'

/**
 * The state of a page's connection to the server.
 *
 *     connecting → up ⇄ down          the SDK returns by itself
 *     connecting with a reason        why it was never up yet, as far as it is known; the SDK goes on trying
 *     any → signed-out → up           the app gives no token that the server takes; the SDK asks its token function now
 *                                     and then, and at `reconnect()`
 *     any → closed                    by `close()`, or because the server refused for good
 */
export type ConnectionState =
  | { readonly state: 'connecting'; readonly since: Date; readonly reason?: ChairsideError }
  /**
   * `polling`: the network lets no socket through, so that this page asks for news, and posts its commands. `reason`: the page
   * itself forbids the socket.
   */
  | { readonly state: 'up'; readonly since: Date; readonly polling?: true; readonly reason?: ChairsideError }
  | { readonly state: 'down'; readonly since: Date; readonly reason?: ChairsideError }
  | { readonly state: 'signed-out'; readonly since: Date; readonly reason: ChairsideError }
  | { readonly state: 'closed'; readonly since: Date; readonly reason?: ChairsideError }

/** Whether the server tells this page of every change by itself. */
export const isTold = (state: ConnectionState): boolean => state.state === 'up' && !state.polling
