import { Type } from 'typebox'
import { Document } from './document.ts'
import { documentRoutes } from './document-routes.ts'
import { AppId, CallerId } from './id.ts'
import { OwnViews, OwnViewsWish, Views, ViewsWish } from './link.ts'
import { Profile, ProfileWish } from './profile.ts'
import { byAppId, byCallerId, type Route } from './route.ts'

const byPatient = Type.Object({ id: CallerId, patient: AppId })

/** Every address of patients' profiles, and of who has viewed what is there. */
export const profileRoutes = {
  putOnProfile: {
    ...documentRoutes.putOnProfile,
    params: byPatient,
    answers: Document,
    caller: 'either',
    summary: "Put a document on a patient's profile",
  },
  takeOffProfile: {
    ...documentRoutes.takeOffProfile,
    params: byPatient,
    answers: Document,
    caller: 'either',
    summary: "Take a document off a patient's profile; it stays in the library",
  },
  readProfile: {
    ...documentRoutes.readProfile,
    params: Type.Object({ id: AppId, patient: AppId }),
    query: ProfileWish,
    answers: Profile,
    caller: 'either',
    summary: "A patient's documents, as their practitioner sees them",
  },
  readViews: {
    ...documentRoutes.readViews,
    params: byCallerId,
    query: ViewsWish,
    answers: Views,
    caller: 'either',
    summary: 'Who has viewed a document, the newest first',
  },
  countView: {
    ...documentRoutes.countView,
    params: byCallerId,
    caller: 'participant',
    summary: 'Say that the patient has a document open in their own page',
  },
  readOwnViews: {
    ...documentRoutes.readOwnViews,
    params: byAppId,
    query: OwnViewsWish,
    answers: OwnViews,
    caller: 'either',
    summary: "Who has opened and shared a patient's documents, for the patient",
  },
} as const satisfies Record<string, Route>
