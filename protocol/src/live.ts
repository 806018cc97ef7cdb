import { type Static, Type } from 'typebox'
import { CallerId } from './id.ts'
import { Place } from './participant.ts'
import { Snapshot } from './snapshot.ts'

/** What a page without a socket asks for: what a socket would bring first, once that has changed. */
export const LiveWish = Type.Object(
  {
    /** The page's own id, made anew at each load. The person counts as here while the page asks. */
    page: CallerId,
    /** Where the participant is; a desk leaves it out. */
    place: Type.Optional(Place),
    /** The `after` of the last answer. Without it the answer comes at once. */
    after: Type.Optional(Type.String({ pattern: '^\\d{1,15}(-\\d{1,15})?$' })),
  },
  { additionalProperties: false },
)
export type LiveWish = Static<typeof LiveWish>

/** For a participant the snapshot of their appointment; for a desk those of all appointments with a patient present. */
export const LiveNews = Type.Object({
  after: Type.String(),
  snapshot: Type.Optional(Snapshot),
  desk: Type.Optional(Type.Array(Snapshot)),
})
export type LiveNews = Static<typeof LiveNews>
