import * as protocol from '@chairside/protocol'
import { at, example, ids } from './example.ts'

const { appointment, doctor, patient, document, file, link } = ids
const eva = { id: doctor, name: 'Dr. Eva Horváthová' }
const anna = { id: patient, name: 'Anna Nováková' }

const paper: protocol.Document = {
  id: document,
  name: 'Exercise plan.pdf',
  size: 182_430,
  policy: 'document',
  sensitivity: 'normal',
  visibility: 'all',
  createdAt: at.sent,
  sessions: 1,
  places: [{ appointment, startsAt: at.start }],
  openedBy: 0,
  state: 'ready',
  kind: 'pdf',
  mime: 'application/pdf',
  flags: [],
  readyAt: at.ready,
}

const attached: protocol.SessionDocument = {
  document: paper,
  availability: 'before',
  visibility: 'all',
  inherited: true,
  openedBy: 0,
  meantFor: 1,
}

const own: protocol.PatientDocument = {
  id: document,
  name: paper.name,
  size: paper.size,
  kind: 'pdf',
  mime: 'application/pdf',
  sensitivity: 'normal',
  state: 'open',
  flags: [],
}

const session: protocol.PatientSession = {
  appointment,
  practitioner: eva,
  startsAt: at.start,
  endsAt: at.end,
  documents: [own],
  received: [],
}

const shared: protocol.ShareLink = {
  id: link,
  document,
  patient,
  sharedAt: at.ready,
  code: { state: 'none' },
  wrong: 0,
  state: 'shared',
  url: 'https://files.example/d#4Zk1xQv0m2c8Jr6tYw3b9A',
}

/** A public key as a browser exports it; the point is the one of RFC 7517, appendix A.1. */
const key: protocol.PageKey = {
  kty: 'EC',
  crv: 'P-256',
  x: 'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4',
  y: '4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM',
}
const secret = '4Zk1xQv0m2c8Jr6tYw3b9A'

const hook: protocol.Webhook = {
  id: 'records',
  url: 'https://app.example/chairside',
  events: ['file.ready', 'file.downloaded'],
  createdAt: at.start,
  waiting: 0,
}

/** One of everything that travels about documents, links, profiles and webhooks. */
export const documentExamples = [
  example(protocol.DocumentOffer, {
    id: document,
    name: paper.name,
    size: paper.size,
    policy: 'document',
    attach: { appointment, availability: 'before' },
  }),
  example(protocol.Document, paper),
  example(protocol.DocumentChange, { name: 'Exercises for the shoulder', expiresAt: '2026-12-31T23:59:59Z' }),
  example(protocol.DocumentDecision, { decision: 'accept' }),
  example(protocol.Reach, { patients: 1, running: 0 }),
  example(protocol.AttachmentWish, { availability: 'after-session', visibility: 'paid' }),
  example(protocol.SessionDocument, attached),
  example(protocol.SessionDocuments, {
    appointment,
    practitioner: doctor,
    startsAt: at.start,
    endsAt: at.end,
    documents: [attached],
    patients: [{ ...anna, paid: false }],
  }),
  example(protocol.SessionChange, { documents: [document], availability: 'at-session' }),
  example(protocol.AttachToMany, { appointments: [appointment], availability: 'before' }),
  example(protocol.LibrarySearch, { search: 'plan', order: 'name' }),
  example(protocol.LibraryPage, { documents: [paper], total: 1, used: 182_430, limit: 53_687_091_200 }),
  example(protocol.SeenAs, { session, missing: [] }),
  example(protocol.PatientFiles, { sessions: [session], now: at.ready }),
  example(protocol.ArchiveTicket, {
    url: 'https://files.example/v1/archives/eyJ0aWNrZXQiOiIzZjhkIn0',
    expiresAt: at.end,
    name: 'Files of 20 November 2026.zip',
    files: 1,
    size: 182_610,
    left: 0,
  }),
  example(protocol.KeepWish, { id: document }),
  example(protocol.Template, { documents: [{ document, availability: 'before' }] }),
  example(protocol.ShareLink, shared),
  example(protocol.IssuedCode, { code: '482913', expiresAt: at.later }),
  example(protocol.LinkWish, { secret }),
  example(protocol.LinkOpening, { secret, key }),
  example(protocol.LinkAsking, { secret }),
  example(protocol.DocumentOpening, { key }),
  example(protocol.LinkLook, { practitioner: eva.name, now: at.ready, state: 'open' }),
  example(protocol.Access, {
    id: ids.access,
    expiresAt: at.end,
    mostUntil: '2026-11-20T18:00:00.000Z',
    now: at.ready,
    practitioner: eva.name,
    document: {
      id: document,
      name: paper.name,
      size: paper.size,
      kind: 'pdf',
      mime: 'application/pdf',
      flags: [],
      sensitivity: 'normal',
    },
    saves: true,
  }),
  example(protocol.Profile, {
    patient: anna,
    documents: [{ document: paper, onProfile: true, link: shared, views: 0 }],
    total: 1,
    appointments: [{ id: appointment, startsAt: at.start }],
    together: false,
    now: at.ready,
  }),
  example(protocol.Views, {
    views: [{ patient, at: at.end, way: 'link', device: 'iphone' }],
    total: 1,
    wrong: [],
  }),
  example(protocol.OwnViews, {
    entries: [
      {
        at: at.end,
        document,
        name: paper.name,
        practitioner: eva,
        done: 'viewed',
        way: 'link',
        device: 'iphone',
      },
    ],
  }),
  example(protocol.WebhookWish, { url: hook.url, events: ['file.ready', 'file.downloaded'] }),
  example(protocol.WebhookBody, {
    type: 'file.ready',
    timestamp: at.ready,
    data: { revision: 12, appointment, transfer: ids.transfer, file },
  }),
  example(protocol.Webhook, hook),
  example(protocol.Webhooks, { webhooks: [hook] }),
  example(protocol.RotationWish, {}),
  example(protocol.WebhookTest, { event: ids.event }),
  example(protocol.ReplayWish, { since: '2026-11-20T14:00:00Z' }),
  example(protocol.Replay, { events: 3 }),
  example(protocol.Deliveries, {
    deliveries: [
      {
        event: ids.event,
        type: 'file.ready',
        at: at.ready,
        data: { revision: 12, appointment, transfer: ids.transfer, file },
        state: 'delivered',
        tries: 1,
        triedAt: at.ready,
        status: 204,
      },
    ],
  }),
]
