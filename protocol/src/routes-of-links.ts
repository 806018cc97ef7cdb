import { Type } from 'typebox'
import { accessRoutes } from './access-routes.ts'
import { documentRoutes } from './document-routes.ts'
import { AppId, CallerId } from './id.ts'
import {
  Access,
  AccessWish,
  DocumentOpening,
  IssuedCode,
  LinkAsking,
  LinkLook,
  LinkOpening,
  LinkWish,
  ShareLink,
} from './link.ts'
import { byCallerId, nothing, type Route } from './route.ts'
import { Ticket, TicketWish } from './ticket.ts'

const byPatient = Type.Object({ id: CallerId, patient: AppId })

/** Every address of share links, their codes, and access sessions. */
export const linksRoutes = {
  shareDocument: {
    ...documentRoutes.shareDocument,
    params: byPatient,
    answers: ShareLink,
    caller: 'either',
    summary: 'Share a document with one patient by a link; the same link again as long as it is shared',
  },
  withdrawLink: {
    ...documentRoutes.withdrawLink,
    params: byPatient,
    answers: ShareLink,
    caller: 'either',
    summary: 'Withdraw the link of a patient; what it opened closes',
  },
  restoreLink: {
    ...documentRoutes.restoreLink,
    params: byCallerId,
    answers: ShareLink,
    caller: 'either',
    summary: 'Undo the withdrawal of a link within a minute',
  },
  issueCode: {
    ...documentRoutes.issueCode,
    params: byCallerId,
    answers: IssuedCode,
    caller: 'either',
    summary: 'A new access code, told this once: send it on another way than the link',
  },
  unlockLink: {
    ...documentRoutes.unlockLink,
    params: byCallerId,
    answers: ShareLink,
    caller: 'either',
    summary: 'Let a sensitive document open once without a code, while both are in the appointment',
  },
  lookAtLink: {
    ...accessRoutes.lookAtLink,
    params: nothing,
    takes: LinkWish,
    answers: LinkLook,
    caller: 'anyone',
    summary: 'What a page of a link may know before a person opens the document',
  },
  openLink: {
    ...accessRoutes.openLink,
    params: nothing,
    takes: LinkOpening,
    answers: Access,
    caller: 'anyone',
    summary: 'Open the document of a link: the act of a person',
  },
  askForLinkCode: {
    ...accessRoutes.askForLinkCode,
    params: nothing,
    takes: LinkAsking,
    caller: 'anyone',
    summary: 'Tell the practitioner that the patient has no code for a link',
  },
  lookAtDocument: {
    ...accessRoutes.lookAtDocument,
    params: byCallerId,
    answers: LinkLook,
    caller: 'participant',
    summary: 'The same of a document of a patient, by their token',
  },
  openDocument: {
    ...accessRoutes.openDocument,
    params: byCallerId,
    takes: DocumentOpening,
    answers: Access,
    caller: 'participant',
    summary: 'Open a document by the token of its patient',
  },
  askForDocumentCode: {
    ...accessRoutes.askForDocumentCode,
    params: byCallerId,
    caller: 'participant',
    summary: 'Tell the practitioner that the patient has no code for a document',
  },
  awaitAccess: {
    ...accessRoutes.awaitAccess,
    params: byCallerId,
    query: AccessWish,
    answers: Access,
    caller: 'access',
    summary:
      'An access session, as soon as it ends or no longer ends at `expiresAt`, at the latest after 25 seconds',
  },
  issueAccessTicket: {
    ...accessRoutes.issueAccessTicket,
    params: byCallerId,
    takes: TicketWish,
    answers: Ticket,
    caller: 'access',
    summary: 'The right to fetch the document of an access session without a header',
  },
  stay: {
    ...accessRoutes.stay,
    params: byCallerId,
    answers: Access,
    caller: 'access',
    summary: 'Prolong an access session',
  },
  noteView: {
    ...accessRoutes.noteView,
    params: byCallerId,
    caller: 'access',
    summary: 'Say that the patient has seen the first page; counts once for each access session',
  },
  closeAccess: {
    ...accessRoutes.closeAccess,
    params: byCallerId,
    caller: 'access',
    summary: 'Close an access session',
  },
} as const satisfies Record<string, Route>
