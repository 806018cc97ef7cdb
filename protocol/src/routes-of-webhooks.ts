import { byAppId, nothing, type Route } from './route.ts'
import {
  Deliveries,
  Replay,
  ReplayWish,
  RotationWish,
  Webhook,
  Webhooks,
  WebhookTest,
  WebhookWish,
} from './webhook.ts'

const webhook = '/v1/webhooks/{id}'

/** Every address of webhooks, by which an app's backend hears what happened. */
export const webhooksRoutes = {
  listWebhooks: {
    method: 'GET',
    path: '/v1/webhooks',
    params: nothing,
    answers: Webhooks,
    caller: 'backend',
    summary: 'All webhooks',
  },
  putWebhook: {
    method: 'PUT',
    path: webhook,
    params: byAppId,
    takes: WebhookWish,
    answers: Webhook,
    caller: 'backend',
    summary: 'Make a webhook, or change its address, its events or its secret',
  },
  deleteWebhook: {
    method: 'DELETE',
    path: webhook,
    params: byAppId,
    caller: 'backend',
    summary: 'Delete a webhook with its deliveries',
  },
  pauseWebhook: {
    method: 'POST',
    path: `${webhook}/pause`,
    params: byAppId,
    answers: Webhook,
    caller: 'backend',
    summary: 'Deliver nothing more for now; what happens meanwhile waits',
  },
  resumeWebhook: {
    method: 'POST',
    path: `${webhook}/resume`,
    params: byAppId,
    answers: Webhook,
    caller: 'backend',
    summary: 'Deliver again, what waited first',
  },
  rotateWebhook: {
    method: 'POST',
    path: `${webhook}/rotate`,
    params: byAppId,
    takes: RotationWish,
    answers: Webhook,
    caller: 'backend',
    summary: 'A new secret; for a day the old one signs as well',
  },
  testWebhook: {
    method: 'POST',
    path: `${webhook}/test`,
    params: byAppId,
    answers: WebhookTest,
    caller: 'backend',
    summary: 'Deliver a test event',
  },
  replayWebhook: {
    method: 'POST',
    path: `${webhook}/replay`,
    params: byAppId,
    takes: ReplayWish,
    answers: Replay,
    caller: 'backend',
    summary: 'Deliver one event, or all since an instant, again',
  },
  readDeliveries: {
    method: 'GET',
    path: `${webhook}/deliveries`,
    params: byAppId,
    answers: Deliveries,
    caller: 'backend',
    summary: 'The newest deliveries of a webhook, with what became of them',
  },
} as const satisfies Record<string, Route>
