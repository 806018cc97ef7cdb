import type {
  DeliveryFailure,
  WebhookData,
  WebhookEvent,
  WebhookPause,
  WebhookType,
} from '@chairside/protocol'

/* The tables of webhooks, as `tables.ts` describes them. */

/** An address of the app's backend that hears of facts. */
export interface WebhookRow {
  id: string
  url: string
  hears: readonly WebhookEvent[]
  /** Its secret, encrypted under the server's: it signs, so it must be read again. */
  secret: string
  /** The one or two before, with a blank between them, which sign as well until `before_until`. */
  secret_before: string | null
  before_until: number | null
  /** Null while it is delivered to. */
  pause: WebhookPause | null
  created_at: number
}

/** A fact that webhooks hear of, written in the transaction of the fact. */
export interface WebhookEventRow {
  /** What deliveries carry as `webhook-id`. */
  id: string
  type: WebhookType
  at: number
  data: WebhookData
}

/** One event on its way to one webhook. */
export interface DeliveryRow {
  event: string
  webhook: string
  /** The instant of the event, here for the order. */
  at: number
  state: 'waiting' | 'delivered' | 'failed' | 'dropped'
  tries: number
  /** When it is due. */
  next_at: number
  /** Until this instant the server that claimed it is the only one that delivers it. */
  leased_until: number
  tried_at: number | null
  /** What the last try was answered with, or why it got no answer. */
  status: number | null
  failure: DeliveryFailure | null
}
