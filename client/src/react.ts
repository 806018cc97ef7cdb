// The elements as React components (`@chairside/client/react`), by @lit/react: properties are set as properties, events are
// props. A component defines its element in the browser; on a server that renders the page it renders the bare tag.
import { createComponent, type EventName, type WebComponentProps } from '@lit/react'
import React from 'react'
import { ChairsideDesk as Desk } from './elements/desk.ts'
import type {
  ChairsideDeskEventMap,
  ChairsideFilesEventMap,
  ChairsidePatientDocumentsEventMap,
  ChairsideTransferEventMap,
} from './elements/event-maps.ts'
import { ChairsideFiles as Files } from './elements/files.ts'
import { defineElements } from './elements/hindrance.ts'
import type { ChairsideElementEventMap } from './elements/kit/speaking.ts'
import { ChairsideLibrary as Library } from './elements/library.ts'
import { ChairsidePatientDocuments as PatientDocuments } from './elements/patient-documents.ts'
import { ChairsideSessionDocuments as SessionDocuments } from './elements/session-documents.ts'
import { ChairsideTransfer as Transfer } from './elements/transfer.ts'
import { ChairsideViewer } from './elements/viewer/viewer.ts'

/**
 * An event's name, with the type of what its prop is called with. Each call says that it is pure: a bundler keeps the arguments of a
 * component that nobody uses, and the element with them, if they call something.
 */
const event = <Events, Name extends keyof Events & string>(name: Name) =>
  name as unknown as EventName<Events[Name] & Event>

const onChairsideError = /* @__PURE__ */ event<ChairsideElementEventMap, 'chairside-error'>('chairside-error')

/** Makes the component of an element. `inside`: the elements that it shows within itself. */
function component<
  Element extends HTMLElement,
  const Events extends Readonly<Record<string, EventName | string>>,
>(
  tagName: string,
  elementClass: (new () => Element) & { readonly observedAttributes: readonly string[] },
  events: Events,
  inside: Readonly<Record<string, CustomElementConstructor>> = {},
) {
  defineElements({ ...inside, [tagName]: elementClass })
  // Makes lit write the properties on the class, also where nothing is defined: else a server would render them, and with
  // them a token, as attributes.
  void elementClass.observedAttributes
  return createComponent({ react: React, tagName, elementClass, events: { ...events } })
}

const viewer = { 'chairside-viewer': ChairsideViewer }

export const ChairsideTransfer = /* @__PURE__ */ component('chairside-transfer', Transfer, {
  onChairsideClose: /* @__PURE__ */ event<ChairsideTransferEventMap, 'chairside-close'>('chairside-close'),
  onChairsideOpenRequest: /* @__PURE__ */ event<ChairsideTransferEventMap, 'chairside-open-request'>(
    'chairside-open-request',
  ),
  onBadge: /* @__PURE__ */ event<ChairsideTransferEventMap, 'badge'>('badge'),
  onChairsideNothing: /* @__PURE__ */ event<ChairsideTransferEventMap, 'chairside-nothing'>(
    'chairside-nothing',
  ),
  onChairsideSomething: /* @__PURE__ */ event<ChairsideTransferEventMap, 'chairside-something'>(
    'chairside-something',
  ),
  onChairsideFact: /* @__PURE__ */ event<ChairsideTransferEventMap, 'chairside-fact'>('chairside-fact'),
  onChairsideError,
})

export const ChairsideDesk = /* @__PURE__ */ component(
  'chairside-desk',
  Desk,
  {
    onChairsideFact: /* @__PURE__ */ event<ChairsideDeskEventMap, 'chairside-fact'>('chairside-fact'),
    onChairsideError,
  },
  { 'chairside-transfer': Transfer },
)

export const ChairsideFiles = /* @__PURE__ */ component(
  'chairside-files',
  Files,
  { onBadge: /* @__PURE__ */ event<ChairsideFilesEventMap, 'badge'>('badge'), onChairsideError },
  viewer,
)

export const ChairsideLibrary = /* @__PURE__ */ component(
  'chairside-library',
  Library,
  { onChairsideError },
  viewer,
)

export const ChairsideSessionDocuments = /* @__PURE__ */ component(
  'chairside-session-documents',
  SessionDocuments,
  { onChairsideError },
  viewer,
)

export const ChairsidePatientDocuments = /* @__PURE__ */ component(
  'chairside-patient-documents',
  PatientDocuments,
  {
    onChairsideRemind: /* @__PURE__ */ event<ChairsidePatientDocumentsEventMap, 'chairside-remind'>(
      'chairside-remind',
    ),
    onChairsideError,
  },
  viewer,
)

/** The props of a tag that is written in JSX as it is: React 19 calls `onbadge` for the event `badge`. */
type TagProps<
  Element extends HTMLElement,
  Events extends ChairsideElementEventMap = ChairsideElementEventMap,
> = WebComponentProps<Element> & {
  [Name in Exclude<keyof Events, keyof HTMLElementEventMap> & string as `on${Name}`]?: (
    event: Events[Name],
  ) => void
}

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'chairside-transfer': TagProps<Transfer, ChairsideTransferEventMap>
      'chairside-desk': TagProps<Desk, ChairsideDeskEventMap>
      'chairside-files': TagProps<Files, ChairsideFilesEventMap>
      'chairside-library': TagProps<Library>
      'chairside-session-documents': TagProps<SessionDocuments>
      'chairside-patient-documents': TagProps<PatientDocuments, ChairsidePatientDocumentsEventMap>
    }
  }
}
