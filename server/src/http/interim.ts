import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Config } from '../config.ts'

/** Headers by which a proxy shows itself. */
const ofProxies = ['via', 'forwarded', 'x-forwarded-for', 'x-real-ip']

/**
 * Sends the interim answer 104 (Upload Resumption Supported), which tells a client where it can go on with its upload.
 *
 * Only where nothing is in between, or the operator says that it passes: nginx takes an interim answer for the final one,
 * and then hands on no more of the body, so the upload would hang. It shows itself by `Connection: close` at least.
 */
export function sendInterim(
  { httpVersion, headers }: IncomingMessage,
  response: ServerResponse,
  { trustProxy, proxyPasses104 }: Pick<Config, 'trustProxy' | 'proxyPasses104'>,
  told: Readonly<Record<string, string>>,
): void {
  // HTTP/1.0 has no interim answers (RFC 9110, section 15.2).
  if (httpVersion === '1.0' || response.headersSent) return
  const isBehind =
    trustProxy ||
    /\bclose\b/i.test(headers.connection ?? '') ||
    ofProxies.some((name) => headers[name] !== undefined)
  if (isBehind && !proxyPasses104) return
  // Node has it since 24.18. An older one takes the upload, and its client cannot go on with it.
  if ('writeInformation' in response) response.writeInformation(104, told)
}
