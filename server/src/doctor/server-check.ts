import { pathOf, routes, spoken } from '@chairside/protocol'
import { type Answer, ask, jsonOf } from './ask.ts'
import { subPath } from './changes.ts'
import type { Examination } from './examination.ts'
import { type Finding, ok, wrong } from './finding.ts'
import { codeOf, whyUnanswered } from './unanswered.ts'

/** What the first question found: whether a Chairside server answers, and whether its certificate is good. */
export interface Reached {
  readonly findings: readonly Finding[]
  /** False when nothing else can be tried. */
  readonly answers: boolean
  readonly trusted: boolean
}

/** Asks whether a Chairside server answers at the address. */
export async function reach(exam: Examination): Promise<Reached> {
  try {
    return judge(exam, await ask(exam, 'GET', pathOf(routes.isLive)), [])
  } catch (error) {
    const bad = badCertificate(codeOf(error))
    if (bad === undefined) return gone(exam, whyUnanswered(error))
    const findings = [bad]
    try {
      const untrusted = { ...exam, trusted: false }
      const reached = judge(exam, await ask(untrusted, 'GET', pathOf(routes.isLive)), findings)
      return { ...reached, trusted: false }
    } catch (again) {
      return gone(exam, whyUnanswered(again), findings)
    }
  }
}

function gone({ url }: Examination, why: string, before: readonly Finding[] = []): Reached {
  const finding = wrong('server', `No answer from ${url}: ${why}.`, {
    in: 'the network',
    set: 'the address, the port and the scheme as PUBLIC_URL has them; the server running, and let through by firewalls',
  })
  return { findings: [...before, finding], answers: false, trusted: true }
}

function judge({ url }: Examination, answer: Answer, before: readonly Finding[]): Reached {
  const { status, headers, text, code } = answer
  const said = jsonOf<{ status: string; allowed: boolean }>(text)
  if (status === 200 && said?.status === 'ok' && typeof said.allowed === 'boolean') {
    const here = ok(
      'server',
      `A Chairside server answers at ${url}; this doctor speaks version ${spoken.version} of the wire.`,
    )
    return { findings: [...before, here], answers: true, trusted: true }
  }
  const not = (says: string, ...change: Parameters<typeof wrong>[2][]): Reached => ({
    findings: [...before, wrong('server', says, ...change)],
    answers: false,
    trusted: true,
  })
  const location = headers.location
  if (status >= 300 && status < 400 && location !== undefined) {
    const to = URL.parse(location, url)?.origin ?? 'another address'
    return not(`${url} redirects to ${to}, and browsers lose methods and headers of uploads on the way.`, {
      in: 'Chairside',
      set: `PUBLIC_URL, and url of the elements, to the address that answers by itself (${to})`,
    })
  }
  if (code !== undefined)
    return not(
      `A Chairside server answers at ${url}, and does not know its own path: the path of the address reaches it.`,
      ...subPath,
    )
  if (status === 401 || status === 403)
    return not(`Something in between asks for a sign-in or refuses (${status}) at ${url}.`, {
      in: 'the proxy',
      set: 'no sign-in page and no allow list before Chairside: its tokens are the right',
    })
  if (status >= 500)
    return not(`A proxy answers at ${url} and does not reach the server behind it (${status}).`, {
      in: 'the proxy',
      set: 'the address of the server (HOST and PORT) as its upstream; the server running',
    })
  return not(`Another program answers at ${url} (${status} at /health/live).`, {
    in: 'the proxy',
    set: 'this host name, or this path, to the Chairside server',
  })
}

/** What is wrong with a certificate, by the codes of OpenSSL and Node. Undefined for other errors. */
function badCertificate(code: string | undefined): Finding | undefined {
  const where = { in: 'where TLS ends' }
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return wrong('certificate', 'The certificate has expired.', {
        ...where,
        set: 'a renewed certificate, and a reload',
      })
    case 'CERT_NOT_YET_VALID':
      return wrong('certificate', 'The certificate is not valid yet.', {
        ...where,
        set: 'the clock of this machine and of the one that made it',
      })
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return wrong('certificate', 'The certificate is for another name.', {
        ...where,
        set: 'a certificate that has this host name (subjectAltName)',
      })
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_GET_ISSUER_CERT':
      return wrong(
        'certificate',
        'The certificate cannot be traced to an authority: certificates in between are missing, or a network inspects TLS with one of its own.',
        { in: 'nginx', set: 'ssl_certificate with the full chain (fullchain.pem)' },
        {
          in: 'the network',
          set: 'an exception from TLS inspection for this host, or its authority trusted on each device',
        },
      )
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'CERT_UNTRUSTED':
      return wrong(
        'certificate',
        'The certificate is signed by nobody whom browsers know: it is self-signed, or a network inspects TLS with one of its own.',
        { ...where, set: 'a certificate of a public authority' },
        {
          in: 'the network',
          set: 'an exception from TLS inspection for this host, or its authority trusted on each device',
        },
      )
    default:
      return undefined
  }
}
