import { createHash } from 'node:crypto'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { ask } from '../../world/http.ts'
import { openWorld } from '../../world/world.ts'

const scripts = [
  'chairside.js',
  'documents.js',
  'patient-documents.js',
  'chairside-sdk.js',
  'chairside-sdk-documents.js',
]

/** What the server says of its scripts. */
interface Addresses {
  build: string
  scripts: Record<string, { address: string; integrity: string }>
}

/** Asks for a file as a page of any origin does, whose browser takes what `accept` names. */
const fetched = (url: string, accept?: string, etag?: string) =>
  ask(url, 'GET', {
    headers: {
      // The page of share links is loaded from the server itself.
      ...(url.includes('/link/') ? {} : { origin: 'https://any.example' }),
      ...(accept === undefined ? {} : { 'accept-encoding': accept }),
      ...(etag === undefined ? {} : { 'if-none-match': etag }),
    },
  })

const compressed = [
  ...['/chairside.js', '/documents.js', '/chairside-sdk.js', '/languages/sk.js', '/link/link.js'],
  ...['/link/link.css', '/viewer/viewer.js', '/viewer/worker.js', '/viewer'],
]

test('scripts, sheets and pages go out as brotli, gzip or plain, as the browser takes it, and each is kept by itself', async () => {
  const { url } = await openWorld()
  for (const path of compressed) {
    const plain = await fetched(url + path)
    const gzip = await fetched(url + path, 'gzip, deflate')
    const brotli = await fetched(url + path, 'gzip, deflate, br, zstd')
    const all = [plain, gzip, brotli]
    const codings = all.map(({ headers }) => headers['content-encoding'])
    expect([path, ...codings]).toEqual([path, undefined, 'gzip', 'br'])
    expect(gunzipSync(gzip.body).equals(plain.body)).toBe(true)
    expect(brotliDecompressSync(brotli.body).equals(plain.body)).toBe(true)
    expect(brotli.body.length).toBeLessThan(plain.body.length)
    for (const { headers } of all) {
      expect(headers.vary?.toLowerCase()).toContain('accept-encoding')
      expect(headers['content-type']).toBe(plain.headers['content-type'])
    }
    expect(new Set(all.map(({ headers }) => headers.etag)).size).toBe(3)
    const again = await fetched(url + path, 'gzip, deflate, br', brotli.headers.etag)
    expect([again.status, again.headers.etag]).toEqual([304, brotli.headers.etag])
    // What it has is another encoding than it takes now.
    expect((await fetched(url + path, 'gzip', brotli.headers.etag)).status).toBe(200)
  }
})

test('the server names an address and a digest of each script, and what lies there is kept for a year', async () => {
  const { url } = await openWorld({ env: { ALLOWED_ORIGINS: 'https://app.example' } })
  const said = await fetched(`${url}/scripts.json`)
  expect([said.status, said.headers['cache-control']]).toEqual([200, 'no-cache'])
  expect(said.headers['access-control-allow-origin']).toBe('*')
  const { build, scripts: named } = said.json<Addresses>()
  expect(Object.keys(named)).toEqual(scripts)
  for (const [name, { address, integrity }] of Object.entries(named)) {
    expect(address).toBe(`v/${build}/${name}`)
    const script = await fetched(new URL(address, `${url}/scripts.json`).href, 'br')
    expect([script.status, script.headers['content-encoding']]).toEqual([200, 'br'])
    expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect(script.headers['access-control-allow-origin']).toBe('*')
    const whole = brotliDecompressSync(script.body)
    expect(`sha384-${createHash('sha384').update(whole).digest('base64')}`).toBe(integrity)
    expect(whole.equals((await fetched(`${url}/${name}`)).body)).toBe(true)
  }
  expect((await fetched(`${url}/v/${build}/languages/sk.js`)).headers['cache-control']).toContain('immutable')
})

test('an address of another build says where the scripts are now, and nothing keeps that answer', async () => {
  const { url } = await openWorld()
  const gone = await fetched(`${url}/v/0123456789abcdef/chairside.js`)
  expect([gone.status, gone.headers['cache-control']]).toEqual([404, 'no-store'])
  expect(gone.error?.message).toBe(
    'The scripts of this build are not served any more. /scripts.json names those that are.',
  )
  const { build } = (await fetched(`${url}/scripts.json`)).json<Addresses>()
  for (const path of [
    'index.js',
    'pages/link/link.html',
    'languages/../index.js',
    'languages/%2e%2e/index.js',
    'scripts.json',
  ])
    expect((await fetched(`${url}/v/${build}/${path}`)).status, path).not.toBe(200)
})

test('the map of a script shows a developer its sources', async () => {
  const { url } = await openWorld()
  for (const name of scripts) {
    expect((await fetched(`${url}/${name}`)).body.toString()).toMatch(`//# sourceMappingURL=${name}.map`)
    const map = (await fetched(`${url}/${name}.map`)).json<{ sources: string[]; sourcesContent: string[] }>()
    expect(map.sources.some((path) => path.endsWith('.ts'))).toBe(true)
    expect(map.sourcesContent.length).toBe(map.sources.length)
  }
})
