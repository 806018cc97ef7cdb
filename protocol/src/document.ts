import { type Static, Type } from 'typebox'

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
