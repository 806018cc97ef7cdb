import { TooLong } from './examination.ts'

/** Why no answer came, as the end of a sentence. */
export function whyUnanswered(error: unknown): string {
  if (error instanceof TooLong) return error.message
  const code = codeOf(error)
  switch (code) {
    case 'ECONNREFUSED':
      return 'nothing listens there'
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'its name has no address (DNS)'
    case 'ECONNRESET':
    case 'EPIPE':
      return 'the connection was cut'
    case 'ENETUNREACH':
    case 'EHOSTUNREACH':
    case 'EADDRNOTAVAIL':
    case 'ETIMEDOUT':
      return 'no way leads there from here'
    case 'EPROTO':
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
      return 'what listens there speaks no TLS'
    default:
      return code === undefined || !/^(HPE_|ERR_)/.test(code)
        ? 'the connection failed'
        : `the answer is no HTTP (${code})`
  }
}

/** The code that Node gives an error of the network. */
export function codeOf(error: unknown): string | undefined {
  if (error instanceof AggregateError) return codeOf(error.errors[0])
  return error instanceof Error && 'code' in error ? String(error.code) : undefined
}
