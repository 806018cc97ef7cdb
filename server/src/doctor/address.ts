import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { connect } from 'node:tls'
import { pathOf, routes } from '@chairside/protocol'
import { isLoopback } from '../loopback.ts'
import { ask } from './ask.ts'
import { answerTime, type Examination, within } from './examination.ts'
import { type Finding, notTried, ok, wrong } from './finding.ts'
import { whyUnanswered } from './unanswered.ts'

/** Whether every kind of address of the name answers, whether http leads to https, and how long the certificate is valid. */
export async function checkAddress(exam: Examination): Promise<Finding[]> {
  return [await families(exam), await redirect(exam), ...(await certificate(exam))]
}

const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '')

async function families(exam: Examination): Promise<Finding> {
  const { hostname } = new URL(exam.url)
  if (isIP(bare(hostname)) !== 0 || isLoopback(hostname))
    return notTried('address', 'IPv4 and IPv6: the address has no name that is looked up.')
  const found = new Set((await lookup(hostname, { all: true })).map(({ family }) => (family === 6 ? 6 : 4)))
  const silent: string[] = []
  for (const family of found)
    try {
      await ask(exam, 'GET', pathOf(routes.isLive), { family })
    } catch (error) {
      silent.push(`IPv${family} does not answer: ${whyUnanswered(error)}`)
    }
  const names = [...found].map((family) => `IPv${family}`).join(' and ')
  if (silent.length === 0) return ok('address', `The name has addresses of ${names}, and each answers.`)
  return wrong('address', `The name has addresses of ${names}, but from here ${silent.join('; ')}.`, {
    in: 'DNS, nginx',
    set: 'take away the A or AAAA record that nothing serves, or listen there (listen [::]:443 ssl;)',
  })
}

async function redirect(exam: Examination): Promise<Finding> {
  const url = new URL(exam.url)
  if (url.protocol === 'http:') {
    if (isLoopback(url.hostname)) return notTried('address', 'http to https: the address is of this machine.')
    return wrong(
      'address',
      'The address begins with http: browsers open cameras and secure storage on https pages alone.',
      {
        in: 'the proxy',
        set: 'TLS, as in docs/networks.md, and PUBLIC_URL with https://',
      },
    )
  }
  if (url.port !== '') return notTried('address', 'http to https: the address names a port of its own.')
  try {
    const { status, headers } = await ask(exam, 'GET', plainAddressOf(exam.url), {
      limit: 5000,
    })
    if (status >= 300 && status < 400 && headers.location?.startsWith('https://'))
      return ok('address', 'http leads to https.')
    return wrong('address', `http is answered with ${status} and leads not to https.`, {
      in: 'nginx',
      set: 'server { listen 80; return 301 https://$host$request_uri; }',
    })
  } catch {
    return ok('address', 'Nothing answers over http; https alone does.')
  }
}

/** Where the server's probe would be over http, below the same path. */
export function plainAddressOf(url: string): string {
  return `${url.replace(/^https:/, 'http:')}${pathOf(routes.isLive)}`
}

/** Days before its end at which a certificate should have been renewed. */
const renewed = 14

async function certificate(exam: Examination): Promise<Finding[]> {
  const { protocol, hostname, port } = new URL(exam.url)
  // A bad one is named already.
  if (protocol === 'http:' || !exam.trusted) return []
  const { valid, tls, alpn } = await within(
    exam,
    answerTime,
    (signal) =>
      new Promise<{ valid: number; tls: string; alpn: string }>((resolve, reject) => {
        const host = bare(hostname)
        const socket = connect({
          host,
          port: Number(port || 443),
          ...(isIP(host) === 0 && { servername: host }),
          ALPNProtocols: ['h2', 'http/1.1'],
        })
        const abort = (): void => void socket.destroy(new Error('aborted'))
        signal.addEventListener('abort', abort, { once: true })
        socket.once('error', reject).once('secureConnect', () => {
          const until = Date.parse(socket.getPeerCertificate().valid_to)
          resolve({
            valid: until,
            tls: socket.getProtocol() ?? 'TLS',
            alpn: socket.alpnProtocol || 'http/1.1',
          })
          signal.removeEventListener('abort', abort)
          socket.destroy()
        })
      }),
  )
  const days = Math.floor((valid - exam.clock.now()) / 86_400_000)
  const spoken = alpn === 'h2' ? 'HTTP/2 and HTTP/1.1' : 'HTTP/1.1'
  if (days >= renewed)
    return [ok('certificate', `The certificate is valid for ${days} more days; ${tls}, ${spoken}.`)]
  return [
    wrong('certificate', `The certificate ends in ${days} days.`, {
      in: 'where TLS ends',
      set: 'its renewal, and a reload after it',
    }),
  ]
}
