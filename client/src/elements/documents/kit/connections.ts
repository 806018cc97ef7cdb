import type { Documents } from '../../../documents/documents.ts'
import { SharedConnections } from '../../joining/shared-connections.ts'

/** The connections of the elements of documents: those with the same address and token share one. */
export const connections: SharedConnections<Documents> = new SharedConnections<Documents>()

/** The same of a patient's elements. */
export const patientConnections: SharedConnections<Documents> = new SharedConnections<Documents>()
