/** Listens to what the policy of the page forbids. */
export interface PolicyWatch {
  /** Whether it has forbidden a connection to the server. */
  forbids(): boolean
  end(): void
}

/** @param base the server's address without a slash at its end */
export function watchPolicy(base: string): PolicyWatch {
  let forbids = false
  const { host } = new URL(base)
  const heard = ({ disposition, effectiveDirective, blockedURI }: SecurityPolicyViolationEvent) => {
    // A policy that only reports forbids nothing.
    if (disposition !== 'enforce') return
    if (effectiveDirective === 'connect-src' && blockedURI.includes(`//${host}`)) forbids = true
  }
  const page = globalThis.document
  page?.addEventListener('securitypolicyviolation', heard)
  return {
    forbids: () => forbids,
    end: () => page?.removeEventListener('securitypolicyviolation', heard),
  }
}
