import type { ChairsideError } from '@chairside/protocol'

/**
 * How a page stands with the server.
 *
 *     connecting → up ⇄ down          the SDK returns by itself
 *     any → signed-out                no token that the server takes; `reconnect()` asks for one again
 *     any → closed                    by `close()`, or because the server will not have us back
 */
export type Line =
  | { readonly state: 'connecting'; readonly since: Date }
  | { readonly state: 'up'; readonly since: Date }
  | { readonly state: 'down'; readonly since: Date; readonly reason?: ChairsideError }
  | { readonly state: 'signed-out'; readonly since: Date; readonly reason: ChairsideError }
  | { readonly state: 'closed'; readonly since: Date; readonly reason?: ChairsideError }
