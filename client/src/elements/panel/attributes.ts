import type { PropertyDeclarations } from 'lit'
import { notesOf } from '../request/usual-notes.ts'

/** The attributes and properties of a panel that a page sets. */
export const attributes: PropertyDeclarations = {
  url: {},
  token: {},
  lang: {},
  theme: { reflect: true },
  place: {},
  appointment: {},
  desk: { type: Boolean },
  headingLevel: { type: Number, attribute: 'heading-level' },
  usualNotes: { attribute: 'usual-notes', converter: notesOf },
  // Open without the attribute: one line of HTML shows a panel. `open="false"` starts it closed.
  open: {
    reflect: true,
    converter: {
      fromAttribute: (value: string | null) => value !== null && value !== 'false',
      toAttribute: (on: boolean) => (on ? '' : null),
    },
  },
  closable: { type: Boolean },
  sheet: { type: Boolean, reflect: true },
  height: { reflect: true },
  // On without the attribute; `warn-on-leave="false"` turns it off.
  warnOnLeave: {
    attribute: 'warn-on-leave',
    converter: { fromAttribute: (value: string | null) => value !== 'false' },
  },
  titleBadge: { type: Boolean, attribute: 'title-badge' },
  appSaves: { type: Boolean, attribute: 'app-saves' },
}
