import { type Static, Type } from 'typebox'
import { DocumentKind, Sensitivity } from './document.ts'
import { FileFlag } from './file.ts'
import { AppId, CallerId, Instant } from './id.ts'
import { ShownName } from './participant.ts'

const about = {
  id: CallerId,
  name: Type.String(),
  /** Bytes. */
  size: Type.Integer({ minimum: 1 }),
  kind: DocumentKind,
  mime: Type.String(),
  sensitivity: Sensitivity,
}

/** A document of an appointment, as one of its patients sees it. What is not theirs is not there at all. */
export const PatientDocument = Type.Union([
  Type.Object({
    ...about,
    state: Type.Literal('open'),
    flags: Type.Array(FileFlag),
    /** The end of this right, where time alone ends it. */
    until: Type.Optional(Instant),
    thumbnail: Type.Optional(Type.Literal(true)),
    /** When this patient first opened it in this appointment. */
    openedAt: Type.Optional(Instant),
  }),
  /** It can be opened from then on. */
  Type.Object({ ...about, state: Type.Literal('later'), from: Instant }),
  /** It can be opened with an access code. */
  Type.Object({ ...about, state: Type.Literal('needs-code'), until: Type.Optional(Instant) }),
  Type.Object({ ...about, state: Type.Literal('expired'), expiredAt: Instant }),
])
export type PatientDocument = Static<typeof PatientDocument>

/** A file of the appointment's live exchange that the patient received, and can save until its retention ends. */
export const ReceivedFile = Type.Object({
  id: CallerId,
  name: Type.String(),
  size: Type.Integer({ minimum: 1 }),
  kind: DocumentKind,
  mime: Type.String(),
  flags: Type.Array(FileFlag),
  readyAt: Instant,
  thumbnail: Type.Optional(Type.Literal(true)),
  /** Known once the appointment has ended. */
  until: Type.Optional(Instant),
})
export type ReceivedFile = Static<typeof ReceivedFile>

/** The files of one appointment for one of its patients. */
export const PatientSession = Type.Object({
  appointment: AppId,
  title: Type.Optional(Type.String()),
  practitioner: Type.Object({ id: AppId, name: ShownName }),
  startsAt: Instant,
  endsAt: Instant,
  documents: Type.Array(PatientDocument),
  received: Type.Array(ReceivedFile),
})
export type PatientSession = Static<typeof PatientSession>

/** What one practitioner has put on a patient's profile: it can be reached there whatever the appointment. */
export const PatientProfile = Type.Object({
  practitioner: Type.Object({ id: AppId, name: ShownName }),
  documents: Type.Array(PatientDocument),
})
export type PatientProfile = Static<typeof PatientProfile>

/** The files of a patient: all their appointments that have any, the newest first. */
export const PatientFiles = Type.Object({
  sessions: Type.Array(PatientSession),
  /** What is on their profile; only on the first page, and never in the files of one appointment. */
  profile: Type.Optional(Type.Array(PatientProfile)),
  /** Where the next page begins; absent on the last one. */
  next: Type.Optional(AppId),
  /** The server's time, and when time alone next changes something here. */
  now: Instant,
  changesAt: Type.Optional(Instant),
})
export type PatientFiles = Static<typeof PatientFiles>

export const PatientFilesWish = Type.Object(
  {
    /** Only those of this appointment, even if it has none. */
    appointment: Type.Optional(AppId),
    /** The `next` of the page before. */
    after: Type.Optional(AppId),
  },
  { additionalProperties: false },
)
export type PatientFilesWish = Static<typeof PatientFilesWish>

/** Why a patient does not see a document of an appointment, or cannot open it yet. */
export const NotOpen = Type.Union([
  Type.Literal('not-ready'),
  Type.Literal('not-paid'),
  Type.Literal('not-yet'),
  Type.Literal('expired'),
  Type.Literal('needs-code'),
])
export type NotOpen = Static<typeof NotOpen>

/** An appointment as one of its patients sees it, for those who may edit it: with what is not there, and why. */
export const SeenAs = Type.Object({
  session: PatientSession,
  missing: Type.Array(
    Type.Object({
      id: CallerId,
      name: Type.String(),
      why: NotOpen,
      /** When time alone makes it open. */
      from: Type.Optional(Instant),
    }),
  ),
})
export type SeenAs = Static<typeof SeenAs>

/** The right to fetch an archive of everything in an appointment that the caller may open now. */
export const ArchiveTicket = Type.Object({
  url: Type.String(),
  expiresAt: Instant,
  /** The archive's name, how many files it holds, and its exact length in bytes. */
  name: Type.String(),
  files: Type.Integer({ minimum: 1 }),
  size: Type.Integer({ minimum: 1 }),
  /** How many sensitive documents stay out, because they need a code. */
  left: Type.Integer({ minimum: 0 }),
})
export type ArchiveTicket = Static<typeof ArchiveTicket>

/** Something about documents changed for whoever gets this; it says no more, and is only a hint to ask again. */
export const DocumentsChanged = Type.Object({
  /** In this appointment; absent for the library. */
  appointment: Type.Optional(AppId),
  /** To a practitioner: it is about what is this patient's, and nothing else. */
  patient: Type.Optional(AppId),
  /** The documents are as before: only whether that patient is in an appointment with the practitioner may have changed. */
  together: Type.Optional(Type.Literal(true)),
  /** To a practitioner's page of one appointment: in the library, and nothing that is only of that appointment. */
  library: Type.Optional(Type.Literal(true)),
})
export type DocumentsChanged = Static<typeof DocumentsChanged>

/** How many bytes of a document have come, for those who look at its upload. It has no revision, and may be lost. */
export const DocumentArriving = Type.Object({ document: CallerId, bytes: Type.Integer({ minimum: 0 }) })
export type DocumentArriving = Static<typeof DocumentArriving>
