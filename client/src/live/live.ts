import type { FileState } from '@chairside/protocol'

/** Whether a file still counts: it is on its way or here, and was not refused, taken back or deleted. */
export function isLive({ state }: { readonly state: FileState }): boolean {
  switch (state) {
    case 'rejected':
    case 'withdrawn':
    case 'expired':
      return false
    case 'offered':
    case 'receiving':
    case 'checking':
    case 'ready':
    case 'downloaded':
      return true
  }
}

/** Whether bytes of it are still to come. */
export function isOnItsWay({ state }: { readonly state: FileState }): boolean {
  return state === 'offered' || state === 'receiving'
}
