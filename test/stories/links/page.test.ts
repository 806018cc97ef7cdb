import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import fastify from 'fastify'
import { expect, test } from 'vitest'
import type { StoreSettings } from '../../../server/src/config.ts'
import { serveLinkPage } from '../../../server/src/http/link-page.ts'

const folder = join(dirname(fileURLToPath(import.meta.resolve('@chairside/client'))), '../pages/link')

/** The page of a link, by where contents are stored and what the app is called. */
async function pageWith(store: StoreSettings, appName = '') {
  const app = fastify()
  await app.register(fastifyStatic, { root: folder, serve: false })
  serveLinkPage(app, folder, { store, appName })
  const answer = await app.inject('/d')
  await app.close()
  return answer
}

const policyWith = async (store: StoreSettings): Promise<string> =>
  String((await pageWith(store)).headers['content-security-policy'])

test('the page of a link reaches its server alone, and the bucket where contents come from there', async () => {
  const bucket = {
    kind: 's3',
    bucket: 'clinic',
    endpoint: 'https://store.example/s3',
    region: undefined,
    kmsKey: undefined,
  } as const
  const alone = /connect-src 'self'; .*frame-src 'self';/
  expect(await policyWith({ kind: 'disk', fsync: true })).toMatch(alone)
  expect(await policyWith({ ...bucket, redirect: false })).toMatch(alone)
  expect(await policyWith({ ...bucket, redirect: true })).toMatch(
    /connect-src 'self' https:\/\/store\.example; .*frame-src 'self' https:\/\/store\.example;/,
  )
  // Without an address of its own it is a bucket of AWS.
  const atAws = async (name: string, region: string | undefined) => {
    const store = { ...bucket, bucket: name, endpoint: undefined, region, redirect: true }
    return /connect-src 'self' (\S+);/.exec(await policyWith(store))?.[1]
  }
  expect(await atAws('clinic', 'eu-central-1')).toBe('https://clinic.s3.eu-central-1.amazonaws.com')
  expect(await atAws('clinic', 'cn-north-1')).toBe('https://clinic.s3.cn-north-1.amazonaws.com.cn')
  expect(await atAws('a.clinic', 'eu-central-1')).toBe('https://s3.eu-central-1.amazonaws.com')
  expect(await atAws('clinic', undefined)).toBe('https://*.amazonaws.com')
})

test('the page of a link has the name of the app, whatever that is', async () => {
  const store = { kind: 'disk', fsync: true } as const
  const name = (page: string) => /<meta name="application-name" content="([^"]*)"/.exec(page)?.[1]
  const page = await pageWith(store, 'Smith & "Sons" <Clinic> $&')
  expect(name(page.body)).toBe('Smith &#38; &#34;Sons&#34; &#60;Clinic&#62; $&#38;')
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
  expect(name((await pageWith(store)).body)).toBe('')
})
