import { type Static, type TProperties, Type } from 'typebox'
import { Details } from './details.ts'
import { ErrorCode } from './error.ts'
import { Decision, Doubt, FileFlag } from './file.ts'
import { AppId, CallerId, GivenInstant, Instant } from './id.ts'

/** From when a document can be opened in an appointment: at once, from its start, or from its end. */
export const Availability = Type.Union([
  Type.Literal('before'),
  Type.Literal('at-session'),
  Type.Literal('after-session'),
])
export type Availability = Static<typeof Availability>

/** Which patients of an appointment a document is for: every registered one, or those who have paid. */
export const Visibility = Type.Union([Type.Literal('all'), Type.Literal('paid')])
export type Visibility = Static<typeof Visibility>

/** Whether a patient needs an access code to open a document. */
export const Sensitivity = Type.Union([Type.Literal('normal'), Type.Literal('sensitive')])
export type Sensitivity = Static<typeof Sensitivity>

/** The policy of a document: a PDF of at most 10 MB, or material, which may be nearly everything. */
export const DocumentPolicyName = Type.Union([Type.Literal('document'), Type.Literal('material')])
export type DocumentPolicyName = Static<typeof DocumentPolicyName>

/** What kind of content a document has, as people look for it. */
export const DocumentKind = Type.Union([
  Type.Literal('pdf'),
  Type.Literal('picture'),
  Type.Literal('video'),
  Type.Literal('office'),
  Type.Literal('other'),
])
export type DocumentKind = Static<typeof DocumentKind>

const about = {
  id: CallerId,
  /** Cleaned; carries the content's ending once that is known. Empty once it was blanked. */
  name: Type.String(),
  /** Bytes, as declared; exact from `checking` on. */
  size: Type.Integer({ minimum: 1 }),
  policy: DocumentPolicyName,
  sensitivity: Sensitivity,
  /** Which patients see it where an attachment says nothing else. */
  visibility: Visibility,
  /** From then on no patient may open it. */
  expiresAt: Type.Optional(Instant),
  createdAt: Instant,
  /** In how many appointments it is, and the newest of them. */
  sessions: Type.Integer({ minimum: 0 }),
  places: Type.Array(
    Type.Object({ appointment: AppId, title: Type.Optional(Type.String()), startsAt: Instant }),
  ),
  /** How many patients have opened it, and when one did so last. */
  openedBy: Type.Integer({ minimum: 0 }),
  openedAt: Type.Optional(Instant),
}

/** What is known of a content that passed the check. */
const content = {
  kind: DocumentKind,
  /** The media type that it is served as. */
  mime: Type.String(),
  flags: Type.Array(FileFlag),
  readyAt: Instant,
  /** Whether it has a thumbnail. */
  thumbnail: Type.Optional(Type.Literal(true)),
}

const inState = <const State extends string, Fields extends TProperties>(state: State, fields: Fields) =>
  Type.Object({ ...about, state: Type.Literal(state), ...fields })

/** A document of a library, as its practitioner sees it: a union of states, each with only its own fields. */
export const Document = Type.Union([
  inState('receiving', { bytes: Type.Integer({ minimum: 0 }) }),
  inState('checking', {
    /** The check could not be made yet, and is tried again. */
    waiting: Type.Optional(Type.Literal(true)),
    /** The check could not decide: whether the document passes is the practitioner's decision. */
    undecided: Type.Optional(Doubt),
  }),
  inState('ready', content),
  inState('rejected', { code: ErrorCode, details: Details, rejectedAt: Instant }),
  inState('deleted', { deletedAt: Instant }),
])
export type Document = Static<typeof Document>
export type DocumentState = Document['state']

/** How a document is attached. An omitted availability is `before`; an omitted visibility is the document's own. */
const attached = {
  availability: Type.Optional(Availability),
  visibility: Type.Optional(Visibility),
}

/** An expiry, or null for none. */
const Expiry = Type.Union([GivenInstant, Type.Null()])

/** A new document. It is in the library of `practitioner`, or of the practitioner whose appointment `attach` names. */
export const DocumentOffer = Type.Object(
  {
    id: CallerId,
    name: Type.String({ maxLength: 1024 }),
    size: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
    policy: DocumentPolicyName,
    sensitivity: Type.Optional(Sensitivity),
    visibility: Type.Optional(Visibility),
    expiresAt: Type.Optional(Expiry),
    /**
     * The appointment to which it is attached at once, or the patient on whose profile it is put; patients see it there
     * when it is ready.
     */
    attach: Type.Optional(
      Type.Union([
        Type.Object({ appointment: AppId, ...attached }, { additionalProperties: false }),
        Type.Object({ patient: AppId }, { additionalProperties: false }),
      ]),
    ),
    /** Needed from the app's backend unless `attach` names an appointment; others need not say it. */
    practitioner: Type.Optional(AppId),
  },
  { additionalProperties: false },
)
export type DocumentOffer = Static<typeof DocumentOffer>

/** What is omitted stays. */
export const DocumentChange = Type.Object(
  {
    /** The ending stays as it is. */
    name: Type.Optional(Type.String({ maxLength: 1024 })),
    sensitivity: Type.Optional(Sensitivity),
    visibility: Type.Optional(Visibility),
    expiresAt: Type.Optional(Expiry),
  },
  { additionalProperties: false },
)
export type DocumentChange = Static<typeof DocumentChange>

/** What the practitioner decides about a document about which the check could not. */
export const DocumentDecision = Type.Object({ decision: Decision }, { additionalProperties: false })

/** How many patients can open a document now: to be told before it is deleted. */
export const Reach = Type.Object({
  patients: Type.Integer({ minimum: 0 }),
  /** How many of its appointments take place now. */
  running: Type.Integer({ minimum: 0 }),
})
export type Reach = Static<typeof Reach>

export const LibraryOrder = Type.Union([Type.Literal('newest'), Type.Literal('name'), Type.Literal('size')])
export type LibraryOrder = Static<typeof LibraryOrder>

/**
 * Which documents of a library: those in an appointment, in none, that no patient has opened yet, that have expired, or
 * the records of deleted ones. Without it all but the deleted ones.
 */
export const LibraryPlace = Type.Union([
  Type.Literal('attached'),
  Type.Literal('detached'),
  Type.Literal('unopened'),
  Type.Literal('expired'),
  Type.Literal('deleted'),
])
export type LibraryPlace = Static<typeof LibraryPlace>

const wish = {
  kind: Type.Optional(DocumentKind),
  place: Type.Optional(LibraryPlace),
  /** `newest` first, by `name`, or the largest `size` first. */
  order: Type.Optional(LibraryOrder),
  /** The `next` of the page before. */
  after: Type.Optional(CallerId),
}

/** Which documents of a library are wanted. */
export const LibraryWish = Type.Object(wish, { additionalProperties: false })
export type LibraryWish = Static<typeof LibraryWish>

/** The same, by a part of the name; case and accents do not matter. It is a body, so that no address holds a name. */
export const LibrarySearch = Type.Object(
  { ...wish, search: Type.String({ minLength: 1, maxLength: 200 }) },
  { additionalProperties: false },
)
export type LibrarySearch = Static<typeof LibrarySearch>

/** A page of a library. */
export const LibraryPage = Type.Object({
  documents: Type.Array(Document),
  /** Where the next page begins; absent on the last one. */
  next: Type.Optional(CallerId),
  /** How many documents the library has, deleted ones not counted. */
  total: Type.Integer({ minimum: 0 }),
  /** Bytes of all documents in the library, and the most that it may have; absent for no limit. */
  used: Type.Integer({ minimum: 0 }),
  limit: Type.Optional(Type.Integer({ minimum: 0 })),
})
export type LibraryPage = Static<typeof LibraryPage>

/** Keeps a received file of a live transfer as a document; `id` is the new document's. */
export const KeepWish = Type.Object({ id: CallerId }, { additionalProperties: false })
