import { randomUUID } from 'node:crypto'
import type { AuditKind, WebhookData, WebhookEvent } from '@chairside/protocol'
import { subjectOf } from '../../records/audit.ts'
import type { Db } from '../../records/database.ts'
import { newDelivery, putDeliveries } from '../../records/delivery.ts'
import type { AuditRow } from '../../records/tables.ts'
import type { WebhookEventRow } from '../../records/tables-of-webhooks.ts'
import { findTransfer } from '../../records/transfer.ts'
import { listWebhooks } from '../../records/webhook.ts'
import { insertWebhookEvents } from '../../records/webhook-event.ts'

/** Whether a line of the audit is an event, and which one. */
const events: Partial<Record<AuditKind, WebhookEvent>> = {
  'request-answered': 'request.answered',
  'file-ready': 'file.ready',
  'file-rejected': 'file.refused',
  'file-downloaded': 'file.downloaded',
  'document-viewed': 'document.viewed',
  'code-asked': 'code.wanted',
  'appointment-ended': 'appointment.ended',
}

/**
 * Puts those of the new lines of the audit of which webhooks hear into the outbox: one event, and a delivery to each webhook
 * that hears it, also to a paused one. It runs in the transaction that wrote the lines, so that neither is there without the
 * other. Gives whether anything is to be delivered.
 */
export async function putEvents(tx: Db, lines: readonly AuditRow[]): Promise<boolean> {
  const known = lines.flatMap((line) => {
    const type = events[line.kind]
    return type === undefined ? [] : [{ line, type }]
  })
  if (known.length === 0) return false
  const webhooks = await listWebhooks(tx)
  const heard = known.filter(({ type }) => webhooks.some(({ hears }) => hears.includes(type)))
  const rows: (WebhookEventRow & { readonly type: WebhookEvent })[] = []
  for (const { line, type } of heard)
    if (await isTold(tx, line)) rows.push({ id: randomUUID(), type, at: line.at, data: dataOf(line) })
  if (rows.length === 0) return false
  await insertWebhookEvents(tx, rows)
  const deliveries = rows.flatMap((row) =>
    webhooks
      .filter(({ hears }) => hears.includes(row.type))
      .map((webhook) => newDelivery(row, webhook.id, row.at)),
  )
  await putDeliveries(tx, deliveries)
  return true
}

/** A sender who saves the own file, and an editor who looks at a document, are in the audit alone. */
async function isTold(tx: Db, { kind, facts }: AuditRow): Promise<boolean> {
  switch (kind) {
    case 'file-downloaded':
      return (await findTransfer(tx, facts.transfer ?? ''))?.receiver === facts.by
    case 'document-viewed':
      return facts.way !== undefined
    default:
      return true
  }
}

/** The ids of a line, and its number. */
function dataOf({ appointment: key, number, kind, facts }: AuditRow): WebhookData {
  const { request, transfer, file, link, by, participant = by } = facts
  const person = kind === 'file-downloaded' || kind === 'document-viewed' || kind === 'code-asked'
  const { appointment, document } = subjectOf(key)
  return {
    revision: number,
    ...(appointment !== undefined && { appointment }),
    ...(document !== undefined && { document }),
    ...(request !== undefined && { request }),
    ...(transfer !== undefined && { transfer }),
    ...(file !== undefined && { file }),
    ...(link !== undefined && { link }),
    ...(person && participant !== undefined && { participant }),
  }
}
