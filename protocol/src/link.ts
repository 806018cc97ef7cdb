import { type Static, Type } from 'typebox'
import { DocumentKind, Sensitivity } from './document.ts'
import { FileFlag } from './file.ts'
import { AppId, CallerId, GivenInstant, Instant } from './id.ts'
import { ShownName } from './participant.ts'

/** The access code of a link: six digits, which travel on another way than the link. None is ever told here. */
export const CodeStatus = Type.Union([
  Type.Object({ state: Type.Literal('none') }),
  /** It was made and waits for its patient. */
  Type.Object({ state: Type.Literal('made'), at: Instant, until: Instant }),
  /** It was typed rightly; only the page that did so may use it again. */
  Type.Object({ state: Type.Literal('used'), at: Instant, until: Instant }),
  Type.Object({ state: Type.Literal('expired'), at: Instant }),
  /** Too many wrong codes were typed. */
  Type.Object({ state: Type.Literal('used-up'), at: Instant }),
])
export type CodeStatus = Static<typeof CodeStatus>

const aboutLink = {
  id: CallerId,
  document: CallerId,
  patient: AppId,
  sharedAt: Instant,
  code: CodeStatus,
  /** How many wrong codes were typed since the last right or new one, and when the last of them was. */
  wrong: Type.Integer({ minimum: 0 }),
  wrongAt: Type.Optional(Instant),
  /** Until then no code is looked at. */
  waitsUntil: Type.Optional(Instant),
  /** When the patient said that they have no code, if they got none since. */
  wantedAt: Type.Optional(Instant),
  /** Until then the document opens once without a code. */
  unlockedUntil: Type.Optional(Instant),
}

/** The share link of one document for one patient, as its practitioner sees it. */
export const ShareLink = Type.Union([
  Type.Object({
    ...aboutLink,
    state: Type.Literal('shared'),
    /** Absent when the secret of the server was changed since: then only a new link can be shown. */
    url: Type.Optional(Type.String()),
  }),
  Type.Object({ ...aboutLink, state: Type.Literal('withdrawn'), withdrawnAt: Instant }),
  /** No link was shared: it only carries the code with which the patient opens the document in their own page. */
  Type.Object({ ...aboutLink, state: Type.Literal('unshared') }),
])
export type ShareLink = Static<typeof ShareLink>

/** An access code, told this once. */
export const IssuedCode = Type.Object({ code: Type.String(), expiresAt: Instant })
export type IssuedCode = Static<typeof IssuedCode>

/** The last part of a link's address, which stands behind its `#`: 128 random bits. */
const LinkSecret = Type.String({ minLength: 1, maxLength: 64 })

export const LinkWish = Type.Object({ secret: LinkSecret }, { additionalProperties: false })
export type LinkWish = Static<typeof LinkWish>

/**
 * The public key of the page that opens a document (RFC 7517: EC, P-256). Its private half cannot leave that page, so that
 * a copied access session is worthless.
 */
export const PageKey = Type.Object(
  {
    kty: Type.Literal('EC'),
    crv: Type.Literal('P-256'),
    x: Type.String({ minLength: 43, maxLength: 43 }),
    y: Type.String({ minLength: 43, maxLength: 43 }),
  },
  { additionalProperties: false },
)
export type PageKey = Static<typeof PageKey>

/** `key`: that of the page in which the person asks; what is unlocked then opens for that page alone. */
export const LinkAsking = Type.Object(
  { secret: LinkSecret, key: Type.Optional(PageKey) },
  { additionalProperties: false },
)
export type LinkAsking = Static<typeof LinkAsking>

/** What was typed as the code; blanks and dashes in it do not matter. */
const TypedCode = Type.String({ minLength: 1, maxLength: 40 })

const opening = { code: Type.Optional(TypedCode), key: PageKey }

/** Opens the document of a link: the act of a person, never of a page that was only loaded. */
export const LinkOpening = Type.Object({ secret: LinkSecret, ...opening }, { additionalProperties: false })
export type LinkOpening = Static<typeof LinkOpening>

/** The same in the patient's own page, by their token. */
export const DocumentOpening = Type.Object(opening, { additionalProperties: false })
export type DocumentOpening = Static<typeof DocumentOpening>

/** Whose document a link opens, and the server's time. */
const from = { practitioner: ShownName, now: Instant }

/** What a link's page may know before somebody opens the document: neither its name nor the patient's. */
export const LinkLook = Type.Union([
  Type.Object({ ...from, state: Type.Literal('open'), until: Type.Optional(Instant) }),
  Type.Object({
    ...from,
    state: Type.Literal('needs-code'),
    until: Type.Optional(Instant),
    /** How many codes may still be typed, and when the next one may be. None is left once the code was used up. */
    left: Type.Integer({ minimum: 0 }),
    waitsUntil: Type.Optional(Instant),
    /** The practitioner has unlocked it: it opens without a code now. */
    unlocked: Type.Optional(Type.Literal(true)),
    /** When the patient said that they have no code. */
    wantedAt: Type.Optional(Instant),
  }),
  Type.Object({ ...from, state: Type.Literal('later'), from: Instant }),
  Type.Object({ ...from, state: Type.Literal('expired'), expiredAt: Instant }),
])
export type LinkLook = Static<typeof LinkLook>

/** An open access session: one document for one patient in one page. */
export const Access = Type.Object({
  id: CallerId,
  /** When it closes, and until when `stay` can move that. */
  expiresAt: Instant,
  mostUntil: Instant,
  /** The server's time: the page's own may be wrong. */
  now: Instant,
  practitioner: ShownName,
  document: Type.Object({
    id: CallerId,
    name: Type.String(),
    size: Type.Integer({ minimum: 1 }),
    kind: DocumentKind,
    mime: Type.String(),
    flags: Type.Array(FileFlag),
    sensitivity: Sensitivity,
    until: Type.Optional(Instant),
  }),
  /** Whether the document may be saved and printed; that deters, it does not prevent. */
  saves: Type.Boolean(),
})
export type Access = Static<typeof Access>

/** Waits up to 25 s until the access session has changed. */
export const AccessWish = Type.Object(
  { expiresAt: Type.Optional(GivenInstant) },
  { additionalProperties: false },
)

/** By which way a document was opened. */
export const ViewWay = Type.Union([
  Type.Literal('link'),
  Type.Literal('link-and-code'),
  Type.Literal('unlocked'),
  Type.Literal('files'),
  Type.Literal('files-and-code'),
])
export type ViewWay = Static<typeof ViewWay>

/** What kind of device a browser says it runs on. */
export const ViewDevice = Type.Union([
  Type.Literal('iphone'),
  Type.Literal('ipad'),
  Type.Literal('android'),
  Type.Literal('mac'),
  Type.Literal('windows'),
  Type.Literal('linux'),
  Type.Literal('other'),
])
export type ViewDevice = Static<typeof ViewDevice>

/** A patient has seen the first page of a document. */
export const View = Type.Object({ patient: AppId, at: Instant, way: ViewWay, device: ViewDevice })
export type View = Static<typeof View>

/** Who has viewed a document, the newest first, and the wrong codes of each patient. */
export const Views = Type.Object({
  views: Type.Array(View),
  /** How many there are altogether. */
  total: Type.Integer({ minimum: 0 }),
  wrong: Type.Array(Type.Object({ patient: AppId, count: Type.Integer({ minimum: 1 }), at: Instant })),
})
export type Views = Static<typeof Views>

const aboutOwn = {
  at: Instant,
  document: CallerId,
  /** Empty once it was deleted. */
  name: Type.String(),
  practitioner: Type.Object({ id: AppId, name: ShownName }),
}

/** Something that was done with a document of a patient: their practitioner shared it, or somebody opened it as them. */
export const OwnView = Type.Union([
  Type.Object({ ...aboutOwn, done: Type.Literal('shared') }),
  Type.Object({ ...aboutOwn, done: Type.Literal('withdrawn') }),
  Type.Object({ ...aboutOwn, done: Type.Literal('viewed'), way: ViewWay, device: ViewDevice }),
])
export type OwnView = Static<typeof OwnView>

/** What was done with the documents of a patient, as the patient sees it: the newest first. */
export const OwnViews = Type.Object({ entries: Type.Array(OwnView) })
export type OwnViews = Static<typeof OwnViews>

export const OwnViewsWish = Type.Object(
  {
    /** Only what was done with this document. */
    document: Type.Optional(CallerId),
  },
  { additionalProperties: false },
)
export type OwnViewsWish = Static<typeof OwnViewsWish>

export const ViewsWish = Type.Object({ patient: Type.Optional(AppId) }, { additionalProperties: false })
