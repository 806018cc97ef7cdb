import { type Static, Type } from 'typebox'
import { AppId, CallerId, GivenInstant, Instant } from './id.ts'

/** The facts of which an app's backend can hear. */
export const webhookEvents = [
  'request.answered',
  'file.ready',
  'file.refused',
  'file.downloaded',
  'document.viewed',
  'code.wanted',
  'appointment.ended',
] as const
export type WebhookEvent = (typeof webhookEvents)[number]

/** What a delivery tells of: a fact, or the test that the backend asked for. */
export const WebhookType = Type.Enum([...webhookEvents, 'webhook.test'])
export type WebhookType = Static<typeof WebhookType>

/** What a fact is about: ids alone. Which of them are there depends on the type. */
export const WebhookData = Type.Object({
  /**
   * The number of the fact's line in the audit of its appointment or document. Of two facts about the same appointment or
   * document the later one has the larger number; 0 in a test.
   */
  revision: Type.Integer({ minimum: 0 }),
  appointment: Type.Optional(AppId),
  document: Type.Optional(CallerId),
  request: Type.Optional(CallerId),
  transfer: Type.Optional(CallerId),
  file: Type.Optional(CallerId),
  link: Type.Optional(CallerId),
  /** The person who downloaded or viewed, or who wants a code. */
  participant: Type.Optional(AppId),
  /** In a test, the webhook. */
  webhook: Type.Optional(AppId),
})
export type WebhookData = Static<typeof WebhookData>

/** The body of a delivery, as Standard Webhooks recommends it (standardwebhooks.com, "Payload structure"). */
export const WebhookBody = Type.Object({
  type: WebhookType,
  /** When the fact was committed, not when it was sent. */
  timestamp: Instant,
  data: WebhookData,
})
export type WebhookBody = Static<typeof WebhookBody>

/** `whsec_` and the base64 of 24 to 64 bytes (Standard Webhooks, "Signature scheme"). */
export const WebhookSecret = Type.String({ pattern: '^whsec_[A-Za-z0-9+/]{32,86}={0,2}$' })

export const WebhookWish = Type.Object(
  {
    url: Type.String({ minLength: 1, maxLength: 2000 }),
    /** Without it, all. */
    events: Type.Optional(Type.Array(Type.Enum([...webhookEvents]), { minItems: 1, maxItems: 20 })),
    /** Without it the server makes one for a new webhook, and an existing one keeps its own. */
    secret: Type.Optional(WebhookSecret),
  },
  { additionalProperties: false },
)
export type WebhookWish = Static<typeof WebhookWish>

/** Why nothing is delivered: the backend asked for it, the address answered 410, or the server lost the secret. */
export const WebhookPause = Type.Enum(['asked', 'gone', 'secret-lost'])
export type WebhookPause = Static<typeof WebhookPause>

export const Webhook = Type.Object({
  id: AppId,
  url: Type.String(),
  events: Type.Array(Type.Enum([...webhookEvents])),
  /** Absent while it is delivered to. */
  paused: Type.Optional(WebhookPause),
  createdAt: Instant,
  /** Until when the secret before the present one signs as well. */
  oldSecretUntil: Type.Optional(Instant),
  /** How many deliveries wait. */
  waiting: Type.Integer({ minimum: 0 }),
  /** In the one answer to the call for which the server made it. */
  secret: Type.Optional(Type.String()),
})
export type Webhook = Static<typeof Webhook>

export const Webhooks = Type.Object({ webhooks: Type.Array(Webhook) })
export type Webhooks = Static<typeof Webhooks>

export const RotationWish = Type.Object(
  { secret: Type.Optional(WebhookSecret) },
  { additionalProperties: false },
)
export type RotationWish = Static<typeof RotationWish>

/** The id of the test event, which its delivery carries. */
export const WebhookTest = Type.Object({ event: CallerId })
export type WebhookTest = Static<typeof WebhookTest>

/** Delivers again one event, or all since an instant, whatever became of them. */
export const ReplayWish = Type.Union([
  Type.Object({ event: CallerId }, { additionalProperties: false }),
  Type.Object({ since: GivenInstant }, { additionalProperties: false }),
])
export type ReplayWish = Static<typeof ReplayWish>

/** How many events are delivered again. */
export const Replay = Type.Object({
  events: Type.Integer({ minimum: 0 }),
  /** There are more, from this instant on: the `since` of another replay, once these are delivered. */
  next: Type.Optional(Instant),
})
export type Replay = Static<typeof Replay>

/** Why a try got no answer. */
export const DeliveryFailure = Type.Enum([
  'private-address',
  'unknown-host',
  'unreachable',
  'certificate',
  'timeout',
])
export type DeliveryFailure = Static<typeof DeliveryFailure>

export const Delivery = Type.Object({
  event: CallerId,
  type: WebhookType,
  /** When the fact was committed. */
  at: Instant,
  data: WebhookData,
  /** `failed`: the last try failed as well; `dropped`: too many others waited. A replay begins anew. */
  state: Type.Enum(['waiting', 'delivered', 'failed', 'dropped']),
  /** How often it was tried. */
  tries: Type.Integer({ minimum: 0 }),
  triedAt: Type.Optional(Instant),
  nextTryAt: Type.Optional(Instant),
  /** The HTTP status that the last try was answered with, or why it got none. */
  status: Type.Optional(Type.Integer()),
  failure: Type.Optional(DeliveryFailure),
})
export type Delivery = Static<typeof Delivery>

export const Deliveries = Type.Object({ deliveries: Type.Array(Delivery) })
export type Deliveries = Static<typeof Deliveries>
