import { type Static, Type } from 'typebox'
import { Document } from './document.ts'
import { AppId, CallerId, Instant } from './id.ts'
import { ShareLink } from './link.ts'
import { ShownName } from './participant.ts'

/** A document of a patient, as its practitioner sees it: where it is, whether it is shared, and who has viewed it. */
export const ProfileDocument = Type.Object({
  document: Document,
  /** It is on the patient's profile, and not of one appointment. */
  onProfile: Type.Boolean(),
  /** The newest link, if there ever was one. */
  link: Type.Optional(ShareLink),
  /** How often this patient has viewed it, and when they did so last. */
  views: Type.Integer({ minimum: 0 }),
  viewedAt: Type.Optional(Instant),
})
export type ProfileDocument = Static<typeof ProfileDocument>

/** A page of the documents of a practitioner's library that are a patient's, the newest first. */
export const Profile = Type.Object({
  patient: Type.Object({ id: AppId, name: ShownName }),
  documents: Type.Array(ProfileDocument),
  /** Where the next page begins; absent on the last one. */
  next: Type.Optional(CallerId),
  /** How many are ready, on all pages. */
  total: Type.Integer({ minimum: 0 }),
  /** The appointments of these two alone, the newest first: where a document can be put. Only on the first page. */
  appointments: Type.Array(
    Type.Object({ id: AppId, title: Type.Optional(Type.String()), startsAt: Instant }),
  ),
  /** Whether both are in the same appointment now, so that a document can be unlocked. */
  together: Type.Boolean(),
  /** The server's time. */
  now: Instant,
})
export type Profile = Static<typeof Profile>

export const ProfileWish = Type.Object(
  {
    /** Only what is attached to this appointment. */
    appointment: Type.Optional(AppId),
    /** The `next` of the page before. */
    after: Type.Optional(CallerId),
  },
  { additionalProperties: false },
)
export type ProfileWish = Static<typeof ProfileWish>
