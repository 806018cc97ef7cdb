import { randomBytes } from 'node:crypto'
import { pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { readConfig } from '../../../server/src/config.ts'
import { meet } from '../../world/calls.ts'
import { readyDocument } from '../../world/document-calls.ts'
import { ask } from '../../world/http.ts'
import { openSigningApp } from '../../world/jwks.ts'
import { accessIn, openPage } from '../../world/page.ts'
import { anna } from '../../world/people.ts'
import { keepSecret } from '../../world/secrets.ts'
import { issueCode, linkIn, looked, refusal, share } from '../../world/sharing.ts'

const madeUp = (): string => {
  const secret = randomBytes(32).toString('base64url')
  keepSecret(secret)
  return secret
}

test('links and codes outlive a change of the server’s secret while it knows both; after it a link opens, and is shown no more', async () => {
  const [old, fresh] = [madeUp(), madeUp()]
  const env: Record<string, string> = { TOKEN_SECRET: old }
  const meeting = await meet({ env })
  const { world } = meeting
  const fields = { attach: true, sensitivity: 'sensitive' }
  const link = await share(meeting, await readyDocument(meeting, fields))
  const code = await issueCode(meeting, link)
  const path = pathOf(routes.shareDocument, { id: link.document, patient: anna.id })
  const shown = async () => linkIn(await ask(world.url + path, 'POST', { token: world.apiKey }))

  Object.assign(env, { TOKEN_SECRET: fresh, TOKEN_SECRET_SECOND: old })
  await world.restart()
  expect(await shown()).toMatchObject({ id: link.id, url: `${world.url}/d#${link.secret}` })
  const page = await openPage(world)
  accessIn(await page.open(link.secret, code))

  delete env.TOKEN_SECRET_SECOND
  await world.restart()
  expect(await shown()).not.toHaveProperty('url')
  expect(await looked(meeting, link.secret)).toMatchObject({ state: 'needs-code' })
  expect(refusal(await page.open(link.secret, code))).toEqual([403, 'CODE_WRONG'])
})

test('a patient whom the app has identified strongly needs no code, if the operator trusts the app’s word for it', async () => {
  const app = await openSigningApp('ES256')
  const env: Record<string, string> = {
    ...{ JWKS_URL: app.url, TOKEN_ISSUER: 'https://app.clinic.example', TRUSTED_ACR: 'eidas-high' },
  }
  const meeting = await meet({ env })
  const { world } = meeting
  const id = await readyDocument(meeting, { attach: true, sensitivity: 'sensitive' })
  const signed = (acr: string, role = 'patient') =>
    app.sign('ES256', {
      ...{ iss: 'https://app.clinic.example', aud: 'chairside', sub: anna.id, role, acr },
      exp: world.clock.now() / 1000 + 3600,
    })
  const ticket = async (token: string) =>
    ask(world.url + pathOf(routes.issueDocumentTicket, { id }), 'POST', { token, json: { use: 'view' } })
  const strong = await ticket(await signed('eidas-high'))
  expect((await ask(strong.json<{ url: string }>().url, 'GET')).status).toBe(200)
  const page = await openPage(world)
  const opened = await ask(world.url + pathOf(routes.openDocument, { id }), 'POST', {
    token: await signed('eidas-high'),
    json: { key: page.key },
  })
  accessIn(opened)
  expect(refusal(await ticket(await signed('password')))).toEqual([403, 'CODE_NEEDED'])
  // It is said of patients alone.
  expect(refusal(await ticket(await signed('eidas-high', 'practitioner')))).toEqual([403, 'CODE_NEEDED'])
  // The server's own tokens never say so, and by default nobody is believed.
  expect(refusal(await ticket(meeting.patient.token))).toEqual([403, 'CODE_NEEDED'])
  delete env.TRUSTED_ACR
  await world.restart()
  expect(refusal(await ticket(await signed('eidas-high')))).toEqual([403, 'CODE_NEEDED'])
})

test('how long a code and what it opens last are settings, and an app’s word for a patient needs its keys', () => {
  const times = { CODE_HOURS: '48', ACCESS_MINUTES: '5', SENSITIVE_SAVE: 'off' }
  expect(readConfig(times)).toMatchObject({
    limits: { code: 48 * 3_600_000, access: 5 * 60_000 },
    sensitiveSave: false,
  })
  expect(readConfig({}).limits).toMatchObject({ code: 24 * 3_600_000, access: 15 * 60_000 })
  const keys = { JWKS_URL: 'http://app.example/keys', TOKEN_ISSUER: 'app' }
  expect(readConfig({ ...keys, TRUSTED_ACR: 'high' }).appKeys).toMatchObject({ trustedAcr: 'high' })
  expect(() => readConfig({ TRUSTED_ACR: 'high' })).toThrow(/TRUSTED_ACR is set without JWKS_URL/)
})
