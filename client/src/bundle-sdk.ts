// The script that a page loads as /chairside-sdk.js: what /chairside.js exports, without its elements, for pages that draw
// everything themselves. It shares nothing with that one.
export { ChairsideError } from '@chairside/protocol'
export { joinAppointment } from './appointment/appointment.ts'
export { openDesk } from './appointment/desk.ts'
export { showsLocation, toldBy, withoutLocation } from './photo/photo.ts'
