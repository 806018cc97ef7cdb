// The script that a page loads as /chairside.js: it exports the SDK and defines the elements of the live exchange. It is one
// file, so that a call's panel needs one request and nothing of another build. documents.js imports from it what they share.
import './define.ts'

// All of the SDK that is not about documents.
export { ChairsideError } from '@chairside/protocol'
export { joinAppointment } from './appointment/appointment.ts'
export { openDesk } from './appointment/desk.ts'
export { showsLocation, toldBy, withoutLocation } from './photo/photo.ts'
