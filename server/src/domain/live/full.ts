import { ChairsideError, type FoundReason } from '@chairside/protocol'

/** APPOINTMENT_FULL for what an appointment has had of one kind, whatever became of it. */
export function full(found: FoundReason, limit: number, actual: number): ChairsideError {
  return new ChairsideError({ code: 'APPOINTMENT_FULL', found, limit, actual })
}
