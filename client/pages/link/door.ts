import type { LinkLook } from '@chairside/protocol'
import type { OpenDocument } from '../../src/links/open-document.ts'
import type { Tried } from './secret.ts'

/** Why the typed code did not open the document. */
export type CodeTrouble =
  | { readonly why: 'short' | 'expired' | 'used-elsewhere' }
  | { readonly why: 'wrong'; readonly left: number }

type Needing = Extract<LinkLook, { state: 'needs-code' }>

/** What the page of a share link shows. */
export type Door =
  | { readonly state: 'loading' }
  /** The address has no secret. `wrong`: what was pasted is no link. */
  | { readonly state: 'incomplete'; readonly wrong: boolean }
  /** A click opens it. `again`: it was open before. */
  | {
      readonly state: 'normal'
      readonly look: Extract<LinkLook, { state: 'open' }>
      readonly again: boolean
      readonly busy: boolean
    }
  | {
      readonly state: 'code'
      readonly look: Needing
      /** Until then no code is looked at; by this device's clock, in ms. */
      readonly waitsUntil: number | undefined
      readonly trouble: CodeTrouble | undefined
      readonly again: boolean
      readonly busy: boolean
      /** Whether the person said in this page that they have no code. */
      readonly asked: boolean
    }
  /** The practitioner unlocked it from the call, for the person who did something in this page. */
  | { readonly state: 'unlocking'; readonly look: Needing }
  | { readonly state: 'open'; readonly opened: OpenDocument; readonly viewing: boolean }
  | { readonly state: 'later'; readonly look: Extract<LinkLook, { state: 'later' }> }
  | { readonly state: 'expired'; readonly look: Extract<LinkLook, { state: 'expired' }> }
  | { readonly state: 'gone' }
  | { readonly state: 'no-connection' }
  /** The server refused in another way. */
  | { readonly state: 'trouble' }

/** Whether a document can be seen in the page: a PDF or a picture. Anything else is downloaded. */
export const isShown = ({ document: { kind } }: OpenDocument): boolean => kind === 'pdf' || kind === 'picture'

/** The door after a look at the link. What was typed wrong stays said while nothing else has happened. */
export function doorOf(
  look: LinkLook,
  before: Door,
  { again, tried }: { readonly again: boolean; readonly tried: Tried | undefined },
): Door {
  switch (look.state) {
    case 'open':
      return { state: 'normal', look, again, busy: false }
    case 'later':
      return { state: 'later', look }
    case 'expired':
      return { state: 'expired', look }
    case 'needs-code': {
      // A page that was only loaded opens nothing: the link may have been passed on.
      if (look.unlocked && tried !== undefined) return { state: 'unlocking', look }
      const was = before.state === 'code' ? before : undefined
      // A new code was made: what was typed before does not matter any more.
      const isNew = was !== undefined && look.left > was.look.left
      return {
        state: 'code',
        look,
        waitsUntil: waitsHere(look),
        trouble: isNew ? undefined : was?.trouble,
        again: again || was?.again === true,
        busy: was?.busy ?? false,
        asked: tried === 'asked',
      }
    }
  }
}

function waitsHere({ waitsUntil, now }: Needing): number | undefined {
  return waitsUntil === undefined ? undefined : Date.now() + Date.parse(waitsUntil) - Date.parse(now)
}
