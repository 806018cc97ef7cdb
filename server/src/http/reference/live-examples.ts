import * as protocol from '@chairside/protocol'
import type { Static } from 'typebox'
import { at, example, ids } from './example.ts'

const { appointment, doctor, patient, transfer, file, second, request } = ids

const registered: protocol.RegisteredAppointment = {
  id: appointment,
  practitioner: { id: doctor, name: 'Dr. Eva Horváthová' },
  staff: [],
  patients: [{ id: patient, name: 'Anna Nováková', paid: false }],
  startsAt: at.start,
  endsAt: at.end,
  plan: 'pro',
  state: 'open',
}

const offered = { id: file, name: 'Exercise plan.pdf', size: 182_430 }

const sent: protocol.Transfer = {
  id: transfer,
  appointment,
  from: doctor,
  to: patient,
  state: 'settled',
  at: at.sent,
  files: [{ ...offered, state: 'ready', type: 'pdf', flags: [], readyAt: at.ready }],
}

const asked: protocol.Request = {
  id: request,
  appointment,
  from: doctor,
  to: patient,
  note: 'A photo of the rash, please.',
  at: at.sent,
  state: 'asked',
}

const seen: Static<typeof protocol.Appointment> = {
  id: appointment,
  me: patient,
  participants: [
    {
      id: doctor,
      name: 'Dr. Eva Horváthová',
      role: 'practitioner',
      presence: { place: 'call', since: at.start },
    },
    { id: patient, name: 'Anna Nováková', role: 'patient', presence: { place: 'call', since: at.start } },
  ],
  startsAt: at.start,
  endsAt: at.end,
  retentionHours: 24,
  liveExchange: { state: 'open' },
}

const snapshot: protocol.Snapshot = { revision: 17, appointment: seen, transfers: [sent], requests: [asked] }

const ready: protocol.AuditEntry = {
  at: at.ready,
  kind: 'file-ready',
  transfer,
  file,
  size: 182_430,
  type: 'pdf',
  sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
}

/** One of everything that travels about appointments and the live exchange. */
export const liveExamples = [
  example(protocol.Registration, {
    practitioner: registered.practitioner,
    patients: [{ id: patient, name: 'Anna Nováková' }],
    startsAt: '2026-11-20T15:00:00+01:00',
    endsAt: '2026-11-20T15:30:00+01:00',
    plan: 'pro',
  }),
  example(protocol.RegisteredAppointment, registered),
  example(protocol.Erasure, { state: 'erased', open: { contents: 0, words: false } }),
  example(protocol.PatientChange, { paid: true }),
  example(protocol.TokenWish, { participant: patient }),
  example(protocol.IssuedToken, {
    token: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjLTIwMSJ9.c2lnbmF0dXJl',
    expiresAt: at.later,
  }),
  example(protocol.AuditEntry, ready),
  example(protocol.ExportedEntry, { appointment, number: 12, ...ready }),
  example(protocol.TransferOffer, { id: transfer, to: patient, files: [offered] }),
  example(protocol.OfferTransfer, { appointment, id: transfer, to: patient, files: [offered] }),
  example(protocol.AddFiles, { id: transfer, files: [{ id: second, name: 'MRI.png', size: 48_211 }] }),
  example(protocol.TransferCommand, { id: transfer }),
  example(protocol.Transfer, sent),
  example(protocol.ReceivedFiles, { files: [{ id: file, state: 'ready' }] }),
  example(protocol.FileCommand, { id: file }),
  example(protocol.DecideFile, { id: file, decision: 'accept' }),
  example(protocol.Nothing, {}),
  example(protocol.AskForFiles, {
    appointment,
    id: request,
    to: patient,
    note: 'A photo of the rash, please.',
  }),
  example(protocol.DeclineRequest, { id: request, reason: 'I cannot find it.' }),
  example(protocol.ChangeNote, { id: request, note: 'Both sides, in daylight.' }),
  example(protocol.RequestCommand, { id: request }),
  example(protocol.Request, asked),
  example(protocol.SnapshotWish, { appointment }),
  example(protocol.Snapshot, snapshot),
  example(protocol.EarlierWish, { appointment, before: transfer }),
  example(protocol.EarlierPage, { transfers: [sent], requests: [] }),
  example(protocol.Enter, { appointment, place: 'call' }),
  example(protocol.LiveWish, { page: ids.page, place: 'call', after: '17' }),
  example(protocol.LiveNews, { after: '18', snapshot }),
  example(protocol.ContentTicketWish, { use: 'download' }),
  example(protocol.TicketWish, { use: 'view' }),
  example(protocol.Ticket, {
    url: 'https://files.example/v1/content/eyJ0aWNrZXQiOiI1ZTFjIn0',
    expiresAt: at.end,
  }),
  example(protocol.Liveness, { status: 'ok', allowed: true }),
  example(protocol.Health, {
    version: '0.1.0',
    wire: protocol.spoken,
    at: at.start,
    records: 'ok',
    store: { kind: 'disk', state: 'ok' },
    scanner: 'ok',
    room: 53_687_091_200,
  }),
  example(protocol.Readiness, {
    status: 'degraded',
    parts: { database: 'ok', store: 'ok', scanner: 'down' },
  }),
  example(protocol.Handshake, {
    version: 10,
    oldest: 5,
    token: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjLTIwMSJ9.c2lnbmF0dXJl',
    place: 'call',
  }),
  example(protocol.Progress, { appointment, file, bytes: 65_536 }),
  example(protocol.DocumentsChanged, { appointment }),
  example(protocol.DocumentArriving, { document: ids.document, bytes: 65_536 }),
  example(protocol.events.desk, { appointments: [snapshot] }),
  example(protocol.events.appointment, { revision: 18, appointment: seen }),
  example(protocol.events.gone, { appointment }),
  example(protocol.events.transfer, { revision: 19, transfer: sent }),
  example(protocol.events.request, { revision: 20, appointment, request: asked }),
]
