import { type Static, Type } from 'typebox'
import { Availability, Document, Visibility } from './document.ts'
import { AppId, CallerId, Instant } from './id.ts'
import { ShownName } from './participant.ts'

/** The visibility of an attachment; `inherited` is whatever the document's own is. */
export const AttachedVisibility = Type.Union([
  Type.Literal('all'),
  Type.Literal('paid'),
  Type.Literal('inherited'),
])
export type AttachedVisibility = Static<typeof AttachedVisibility>

/**
 * Attaches a document to an appointment, or changes the attachment. A new one is `before` and `inherited` where nothing
 * else is said, and stands last.
 */
export const AttachmentWish = Type.Object(
  {
    availability: Type.Optional(Availability),
    visibility: Type.Optional(AttachedVisibility),
    /** Its place in the order of the appointment, from 0. */
    position: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
  },
  { additionalProperties: false },
)
export type AttachmentWish = Static<typeof AttachmentWish>

/** A document that is attached to an appointment, as those who may edit the appointment see it. */
export const SessionDocument = Type.Object({
  document: Document,
  availability: Availability,
  /** As it counts now. */
  visibility: Visibility,
  /** Whether that is the document's own. */
  inherited: Type.Boolean(),
  /** When its window opens; absent for `before`. */
  from: Type.Optional(Instant),
  /** How many patients have opened it here, of how many for whom it is. */
  openedBy: Type.Integer({ minimum: 0 }),
  meantFor: Type.Integer({ minimum: 0 }),
  /** For how many it stays open, though the appointment was moved to a later time. */
  staysOpenFor: Type.Optional(Type.Integer({ minimum: 1 })),
})
export type SessionDocument = Static<typeof SessionDocument>

/** What is attached to an appointment, in its order. */
export const SessionDocuments = Type.Object({
  appointment: AppId,
  title: Type.Optional(Type.String()),
  practitioner: AppId,
  startsAt: Instant,
  endsAt: Instant,
  endedAt: Type.Optional(Instant),
  documents: Type.Array(SessionDocument),
  patients: Type.Array(Type.Object({ id: AppId, name: ShownName, paid: Type.Boolean() })),
})
export type SessionDocuments = Static<typeof SessionDocuments>

const documentIds = Type.Array(CallerId, { minItems: 1, maxItems: 500 })

/** One act on the attachments of an appointment: sets fields of several, or puts all in a new order. */
export const SessionChange = Type.Object(
  {
    /** Which of them are changed. */
    documents: Type.Optional(documentIds),
    availability: Type.Optional(Availability),
    visibility: Type.Optional(AttachedVisibility),
    /** All of them in their new order. Those that it does not name follow, in the order they had. */
    order: Type.Optional(documentIds),
  },
  { additionalProperties: false },
)
export type SessionChange = Static<typeof SessionChange>

/** Attaches one document to several appointments at once. */
export const AttachToMany = Type.Object(
  {
    appointments: Type.Array(AppId, { minItems: 1, maxItems: 200 }),
    availability: Type.Optional(Availability),
    visibility: Type.Optional(AttachedVisibility),
  },
  { additionalProperties: false },
)
export type AttachToMany = Static<typeof AttachToMany>

/** The documents that an appointment gets when its registration names the template. */
export const Template = Type.Object(
  {
    documents: Type.Array(
      Type.Object(
        {
          document: CallerId,
          availability: Type.Optional(Availability),
          visibility: Type.Optional(AttachedVisibility),
        },
        { additionalProperties: false },
      ),
      { maxItems: 500 },
    ),
  },
  { additionalProperties: false },
)
export type Template = Static<typeof Template>
