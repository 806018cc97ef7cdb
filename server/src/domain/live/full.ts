import { ChairsideError, type FoundReason } from '@chairside/protocol'

/** APPOINTMENT_FULL for all items of one kind that an appointment has ever had. */
export function full(found: FoundReason, limit: number, actual: number): ChairsideError {
  return new ChairsideError({ code: 'APPOINTMENT_FULL', found, limit, actual })
}
