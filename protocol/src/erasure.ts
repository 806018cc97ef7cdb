import { type Static, Type } from 'typebox'

/**
 * How far an erasure is. Rights have ended before this is answered. What is open is tried again by the server itself;
 * the same call tells how far it is then.
 */
export const Erasure = Type.Object({
  state: Type.Union([Type.Literal('erased'), Type.Literal('erasing')]),
  /** What is not done yet. */
  open: Type.Object({
    /** Contents whose bytes still lie in the store. */
    contents: Type.Integer({ minimum: 0 }),
    /** Whether blanked words may still lie in the files of the records. */
    words: Type.Boolean(),
  }),
})
export type Erasure = Static<typeof Erasure>
