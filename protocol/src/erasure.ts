import { type Static, Type } from 'typebox'

/**
 * How far an erasure is. All rights have ended before the server answers. The server goes on with what is `open`; the
 * same call again tells how far it has come.
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
