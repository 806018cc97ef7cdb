type Json = Readonly<Record<string, unknown>>

/**
 * What schemas and their fields mean, by name, and by name and field: for those that an app's backend sends and reads. They are no
 * part of the wire, whose schemas are compared by a hash.
 */
export const descriptions: Readonly<Record<string, string>> = {
  AppId: 'An id that your app owns: an appointment, or a person (the `sub` of a token).',
  CallerId:
    'A UUID that you make. The same id with the same content answers the first result again; with other content it is CONFLICT.',
  Instant: 'An instant in UTC, as `2026-11-20T14:03:00.000Z`.',
  GivenInstant: 'An instant of RFC 3339, with `Z` or an offset, and up to nine digits of a second.',
  Revision: 'Counts the changes that one person could see of an appointment.',
  Plan: 'The live exchange needs `pro` or `clinic`; documents need none. Where your firm has no plans, say `pro`.',
  Role: 'What a person is in an appointment.',
  Place: 'Where a participant is now.',

  Registration: 'A field that is given replaces the stored one; an omitted one stays.',
  'Registration.practitioner': 'Needed the first time.',
  'Registration.staff':
    'Who may do with the documents of the appointment what its practitioner may, and not the live exchange.',
  'Registration.patients':
    'Needed the first time. The list replaces the one before: who is missing in it is removed. The live exchange needs exactly one.',
  'Registration.startsAt': 'Needed the first time. Before it everything works: that is the waiting room.',
  'Registration.endsAt': 'The planned end; needed the first time.',
  'Registration.plan': 'Needed the first time.',
  'Registration.title': 'What the appointment is called where its files stand, such as "Shoulder group".',
  'Registration.template':
    'The template whose documents are attached. Naming the same one again attaches nothing anew.',
  'Person.id': 'The `sub` of the tokens of this person.',
  'Person.name': 'As others read it.',
  'Patient.id': 'The `sub` of the tokens of this person.',
  'Patient.name': 'As others read it.',
  'Patient.paid': 'Whether this patient may open documents that are for those who have paid.',
  'PatientChange.paid': 'Whether this patient may open documents that are for those who have paid.',
  'RegisteredAppointment.state': '`ended` after DELETE, or some hours after `endsAt`.',
  'RegisteredAppointment.endedAt': 'When it actually ended.',
  'RegisteredAppointment.warnings': 'What was taken, but is probably a mistake. Only in the answer to PUT.',
  'RegisteredAppointment.blankedAt':
    'When its names and texts were blanked: at the end of the retention, or when it was erased.',

  'TokenWish.participant': 'The id of somebody who is registered in the appointment.',
  'IssuedToken.token': 'Hand it to the page of that person and to nobody else.',
  'IssuedToken.expiresAt': 'The page needs another one then: give it a function that gets one.',

  'DocumentOffer.name': 'The ending is corrected once the content is known.',
  'DocumentOffer.size': 'Bytes.',
  'DocumentOffer.expiresAt': 'From then on no patient may open it; `null` for never.',
  'DocumentOffer.attach':
    'The appointment to which it is attached at once, or the patient on whose profile it is put.',
  'DocumentOffer.practitioner': 'Whose library it is in. Needed unless `attach` names an appointment.',
  DocumentPolicyName:
    '`document`: a PDF of at most 10 MB. `material`: everything but programs, of a size that the server sets (500 MB).',
  DocumentChange: 'What is omitted stays.',
  'DocumentChange.name': 'Its ending stays as it is.',
  'DocumentChange.expiresAt': 'From then on no patient may open it; `null` for never.',
  Sensitivity: 'Whether a patient needs an access code to open it.',
  Visibility: 'Which patients of an appointment it is for: every registered one, or those who have paid.',
  Availability: 'From when it can be opened in an appointment: at once, from its start, or from its end.',
  'AttachmentWish.availability': '`before`, if left out.',
  'AttachmentWish.visibility': 'That of the document itself, if left out.',
  'LibraryPage.next': 'Where the next page begins, for `after`; absent on the last one.',
  'LibraryPage.total': 'How many documents the library has, without the deleted ones.',
  'LibraryPage.used': 'Bytes of all documents in the library.',
  'LibraryPage.limit': 'The most bytes that it may have; absent for no limit.',
  'Reach.patients': 'How many patients can open the document now.',
  'Reach.running': 'How many of its appointments take place now.',

  'FileOffer.name': 'It is cleaned, and made unique in its transfer.',
  'FileOffer.size': 'Bytes.',
  'TransferOffer.to': 'The id of the receiver.',
  'TransferOffer.request': 'The open request that it answers; patients must name it.',
  TransferFile: 'A file of a transfer: one of its states, each with only its own fields.',
  'Transfer.state': '`open` while a file is on its way; only then can files be added.',
  'Transfer.request': 'The request that it answers.',
  FileFlag: 'Facts about a content that people are told: a password, macros, or where a photo was taken.',
  Doubt: 'Why the check cannot decide: a password, more than it reads, or a suspicion.',
  TicketUse: 'Only what was fetched whole by `download` counts as downloaded, and only `view` as viewed.',
  ContentUse:
    'As for a person, or `record`: with the API key, into the record of the patient. It counts as nobody’s.',
  Ticket: 'The right to fetch one content for one use.',
  'Ticket.url': 'Needs no header. First fetched within 60 s, then HEAD, ranges and repeats for 10 minutes.',

  'WebhookWish.url': 'In production it must be https.',
  'WebhookWish.events': 'All, if left out.',
  'WebhookWish.secret': 'Made by the server, if left out for a new webhook.',
  'Webhook.paused': 'Why nothing is delivered; absent while it is.',
  'Webhook.oldSecretUntil': 'Until when the secret before the present one signs as well.',
  'Webhook.waiting': 'How many deliveries wait.',
  'Webhook.secret': 'Only in the answer to the call for which the server made it.',
  'WebhookBody.timestamp': 'When the fact was committed, not when it was sent.',
  WebhookData: 'Ids alone; which of them are there depends on the type.',
  'WebhookData.revision':
    'Of two facts about the same appointment or document the later one has the larger number.',
  'WebhookData.participant': 'The person who downloaded or viewed, or who wants a code.',

  AuditEntry:
    'One line of the audit: ids, sizes, digests and network addresses only; never a name or a text.',
  'AuditEntry.by': 'Who did it; absent where the server did.',
  'AuditEntry.participant': 'Whom it happened to.',
  'Health.wire': 'The versions of the wire that the server speaks.',
  'Health.scanner': '`none`: no scanner is set. `blind`: it answers, and does not find the EICAR test file.',
  'Health.room': 'Bytes that can still be written in the data folder; absent where the system does not say.',
  'Liveness.allowed': 'Whether the page that asks may use this server, by its `Origin`.',

  'WireError.code': 'For programs: docs/errors.md says of each what to do.',
  'WireError.message': 'For people: what happened, the limit and the actual, what to do.',
  'WireError.reference': 'Find this in the log of the server.',
  'WireError.field': 'The field that is wrong, as a JSON pointer (RFC 6901).',
  'WireError.choices': 'What the field may be.',
  'WireError.meant': 'The field that was probably meant.',
  'WireError.limit': 'The limit that was exceeded.',
  'WireError.actual': 'What came instead.',
  'WireError.retryAfter': 'Seconds after which it may succeed.',
}

/** A named schema with what it and its fields mean. */
export function described(name: string, schema: Json): Json {
  const about = descriptions[name]
  const properties = schema.properties as Readonly<Record<string, Json>> | undefined
  return {
    ...schema,
    ...(about !== undefined && { description: about }),
    ...(properties && { properties: fieldsOf(name, properties) }),
  }
}

function fieldsOf(name: string, properties: Readonly<Record<string, Json>>): Json {
  return Object.fromEntries(
    Object.entries(properties).map(([field, schema]) => {
      const about = descriptions[`${name}.${field}`]
      return [field, about === undefined ? schema : { ...schema, description: about }]
    }),
  )
}
