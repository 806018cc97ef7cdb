import type { SessionMaterial } from '../../../documents/session.ts'
import type { Words } from '../../../messages/words.ts'
import type { Gradual } from '../kit/gradual.ts'
import type { Menus } from '../kit/menu.ts'
import type { CardActs } from './card-acts.ts'

/** What the parts of a session's card need for one rendering. */
export interface Card {
  readonly words: Words
  readonly material: SessionMaterial
  /** Whether this person is the practitioner, whose library it is. The staff has none. */
  readonly owns: boolean
  /** Whether there is room for columns. */
  readonly wide: boolean
  /** ms since the epoch. */
  readonly now: number
  /** The level of the title's heading. */
  readonly level: number
  readonly acts: CardActs
  readonly menus: Menus
  readonly gradual: Gradual
}
