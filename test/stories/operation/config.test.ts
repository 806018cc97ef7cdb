import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { GB, KB, MB } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { readConfig } from '../../../server/src/config.ts'
import { createLog } from '../../../server/src/log.ts'
import { type Env, problemsOf } from '../../world/problems.ts'
import { keepSecret } from '../../world/secrets.ts'
import { atEnd } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

const long = 'a-secret-of-at-least-thirty-two-characters'
const production: Env = {
  NODE_ENV: 'production',
  API_KEY: long,
  TOKEN_SECRET: `another-${long}`,
  PUBLIC_URL: 'https://files.clinic.example',
  DATA_DIR: '/srv/chairside',
  SCANNER: 'none',
}
/** The same without the setting for the scanner. */
const { SCANNER: _, ...unscanned } = production

test('without any setting everything has its default, and secrets are left to be made up', () => {
  for (const env of [
    {},
    {
      PORT: '',
      HOST: ' ',
      ALLOWED_ORIGINS: ' , ',
      API_KEY: '',
      JWKS_URL: '',
      CLAMD_URL: ' ',
      S3_BUCKET: ' ',
    },
  ]) {
    const { limits, ...config } = readConfig(env)
    expect(config).toEqual({
      production: false,
      host: '127.0.0.1',
      port: 8080,
      publicUrl: undefined,
      trustProxy: false,
      proxyPasses104: false,
      dataDir: resolve('data'),
      networkDataDir: false,
      buffer: 128 * MB,
      retentionHours: 24,
      auditDays: 2190,
      hardEndHours: 24,
      drain: 0,
      drainNotice: 0,
      maxConnections: 10_000,
      allowedOrigins: [],
      logLevel: 'warn',
      appKeys: undefined,
      database: { kind: 'sqlite' },
      redis: undefined,
      missingForNodes: ['DATABASE_URL', 'REDIS_URL', 'S3_BUCKET'],
      store: { kind: 'disk', fsync: true },
      scanner: { kind: 'none' },
      scannerDoubt: 'ask-if-locked',
      appName: '',
      sensitiveSave: true,
      webhookReach: 'this-machine',
      secrets: { apiKeys: [], tokenSecrets: [], metricsToken: undefined },
      warnings: [],
    })
    expect(limits).toMatchObject({
      transfer: { files: 5, bytes: 100 * MB },
      liveFiles: 50,
      liveBytes: GB,
      presence: 20_000,
      endAfter: 7_200_000,
      finishAfterEnd: 900_000,
      silence: 5000,
      ticketBegin: 60_000,
      ticketServe: 600_000,
      tokenTolerance: 120_000,
      command: 256 * KB,
    })
  }
})

test('every setting is read', () => {
  const config = readConfig({
    ...unscanned,
    PORT: ' 9000 ',
    HOST: '0.0.0.0',
    PUBLIC_URL: 'https://files.clinic.example/chairside/',
    TRUST_PROXY: 'true',
    PROXY_PASSES_104: 'true',
    RETENTION_HOURS: '72',
    AUDIT_DAYS: '3650',
    HARD_END_HOURS: '12',
    MATERIAL_MB: '700',
    LIBRARY_GB: '0',
    MAX_CONNECTIONS: '500',
    DRAIN_SECONDS: '30',
    DRAIN_NOTICE_SECONDS: '10',
    NETWORK_DATA_DIR: 'allow',
    BUFFER_MB: '64',
    LOG_LEVEL: 'debug',
    ALLOWED_ORIGINS: 'https://app.clinic.example, https://*.clinics.example/ ,capacitor://localhost',
    JWKS_URL: 'https://app.clinic.example/keys.json',
    TOKEN_ISSUER: 'https://app.clinic.example',
    TOKEN_AUDIENCE: 'files',
    CLAMD_URL: 'tcp://clamd.clinic.example:3310',
    SCANNER_DOUBT: 'refuse',
    APP_NAME: ' Clinic at the Lake ',
    DATABASE_URL: 'postgres://chairside:word@records.clinic.example/chairside',
    DATABASE_MIGRATION_URL: 'postgresql://chairside:word@direct.clinic.example:5433/chairside',
    DATABASE_CONNECTIONS: '40',
    REDIS_URL: 'rediss://chairside:word@redis.clinic.example:6380',
    S3_BUCKET: 'clinic-files',
    S3_ENDPOINT: 'https://s3.clinic.example/',
    S3_REGION: 'eu-central-1',
    S3_KMS_KEY: 'clinic-key',
    S3_REDIRECT: 'true',
    API_KEY_SECOND: `second-${long}`,
    TOKEN_SECRET_SECOND: `fourth-${long}`,
    METRICS_TOKEN: `fifth-${long}`,
  })
  expect(config).toMatchObject({
    scanner: { kind: 'clamd', address: { host: 'clamd.clinic.example', port: 3310 } },
    scannerDoubt: 'refuse',
    appName: 'Clinic at the Lake',
    production: true,
    host: '0.0.0.0',
    port: 9000,
    publicUrl: 'https://files.clinic.example/chairside',
    trustProxy: true,
    proxyPasses104: true,
    dataDir: '/srv/chairside',
    retentionHours: 72,
    auditDays: 3650,
    hardEndHours: 12,
    limits: { material: { bytes: 700 * MB }, library: 0 },
    drain: 30_000,
    drainNotice: 10_000,
    networkDataDir: true,
    maxConnections: 500,
    buffer: 64 * MB,
    logLevel: 'debug',
    allowedOrigins: ['https://app.clinic.example', 'https://*.clinics.example', 'capacitor://localhost'],
    appKeys: { issuer: 'https://app.clinic.example', audience: 'files' },
    secrets: {
      apiKeys: [long, `second-${long}`],
      tokenSecrets: [`another-${long}`, `fourth-${long}`],
      metricsToken: `fifth-${long}`,
    },
    database: {
      kind: 'postgres',
      url: 'postgres://chairside:word@records.clinic.example/chairside',
      migrations: 'postgresql://chairside:word@direct.clinic.example:5433/chairside',
      connections: 40,
    },
    redis: 'rediss://chairside:word@redis.clinic.example:6380',
    missingForNodes: [],
    store: {
      kind: 's3',
      bucket: 'clinic-files',
      endpoint: 'https://s3.clinic.example',
      region: 'eu-central-1',
      kmsKey: 'clinic-key',
      redirect: true,
    },
  })
  expect(config.appKeys?.url.href).toBe('https://app.clinic.example/keys.json')
  expect(readConfig(production)).toMatchObject({ logLevel: 'info' })
  expect(readConfig({ FSYNC: 'off' }).store).toEqual({ kind: 'disk', fsync: false })
  const keys = { JWKS_URL: 'http://app.example/keys', TOKEN_ISSUER: 'app' }
  expect(readConfig(keys).appKeys).toMatchObject({ audience: 'chairside' })
})

test('the record of a file is kept at least as long as the file', () => {
  expect(problemsOf({ RETENTION_HOURS: '48', AUDIT_DAYS: '2' })).toEqual([])
  const [problem, ...others] = problemsOf({ RETENTION_HOURS: '49', AUDIT_DAYS: '2' })
  expect(problem).toMatch(/^AUDIT_DAYS is 2; it must cover RETENTION_HOURS, which is 49/)
  expect(others).toEqual([])
})

test('a node that leaves gives notice within the time that it has, and none where it has none', () => {
  const drain = (env: Record<string, string>) => readConfig(env).drainNotice
  expect([drain({ DRAIN_SECONDS: '30' }), drain({ DRAIN_SECONDS: '2' })]).toEqual([5000, 2000])
  const [problem, ...others] = problemsOf({ DRAIN_SECONDS: '10', DRAIN_NOTICE_SECONDS: '11' })
  expect(problem).toMatch(/^DRAIN_NOTICE_SECONDS is 11; it is the first part of DRAIN_SECONDS, which is 10,/)
  expect(others).toEqual([])
})

test.each([
  ['tcp://127.0.0.1:3310', { host: '127.0.0.1', port: 3310 }],
  ['tcp://[::1]:3310/', { host: '::1', port: 3310 }],
  ['unix:/run/clamav/clamd.ctl', { path: '/run/clamav/clamd.ctl' }],
  ['unix:///run/clamav/clamd.ctl', { path: '/run/clamav/clamd.ctl' }],
] as const)('the scanner is found at %s', (url, address) => {
  expect(readConfig({ CLAMD_URL: url }).scanner).toEqual({ kind: 'clamd', address })
})

test('production needs its settings, and names all that are missing at once', () => {
  const problems = problemsOf({ NODE_ENV: 'production' })
  expect(problems.map((problem) => problem.split(' ')[0])).toEqual([
    'API_KEY',
    'TOKEN_SECRET',
    'PUBLIC_URL',
    'DATA_DIR',
    'CLAMD_URL',
  ])
  for (const problem of problems) expect(problem).toMatch(/^[A-Z_]+ is missing; .*\.$/)
  expect(problemsOf(production)).toEqual([])
  for (const name of ['API_KEY', 'TOKEN_SECRET', 'PUBLIC_URL', 'DATA_DIR', 'SCANNER'])
    expect(problemsOf({ ...production, [name]: ' ' })).toHaveLength(1)
})

test('everything that is wrong is named at once, each with what it must be', () => {
  const problems = problemsOf({
    NODE_ENV: 'production',
    PORT: '70000',
    PUBLIC_URL: 'files.clinic.example',
    TRUST_PROXY: 'yes',
    RETENTION_HOURS: '1.5',
    HARD_END_HOURS: '1',
    MATERIAL_MB: '0',
    LIBRARY_GB: 'all',
    MAX_CONNECTIONS: '15',
    BUFFER_MB: '15',
    LOG_LEVEL: 'loud',
    ALLOWED_ORIGINS: '*,https://a.example/page,https://*.example,https://a.*.example,htps://a.example',
    JWKS_URL: 'ftp://app.clinic.example/keys',
    API_KEY: 'short',
    TOKEN_SECRET: 'shorter than thirty-two',
    SCANNER: 'off',
    SCANNER_DOUBT: 'accept',
    APP_NAME: 'x'.repeat(61),
    WEBHOOK_PRIVATE_ADDRESSES: 'loopback',
  })
  const about = (name: string): string[] => problems.filter((problem) => problem.startsWith(name))
  for (const name of [
    'PORT',
    'PUBLIC_URL',
    'TRUST_PROXY',
    'RETENTION_HOURS',
    'HARD_END_HOURS',
    'MATERIAL_MB',
    'LIBRARY_GB',
    'MAX_CONNECTIONS',
    'APP_NAME',
    'BUFFER_MB',
    'LOG_LEVEL',
    'JWKS_URL',
    'TOKEN_ISSUER',
    'API_KEY',
    'TOKEN_SECRET',
    'DATA_DIR',
    'SCANNER ',
    'SCANNER_DOUBT',
  ])
    expect([name, about(name).length]).toEqual([name, 1])
  expect(about('ALLOWED_ORIGINS')).toHaveLength(5)
  expect(about('SCANNER_DOUBT')[0]).toContain('refuse, ask-if-locked, ask')
  expect(problems).toHaveLength(24)
  expect(about('PORT')[0]).toContain('from 0 to 65535')
  expect(about('LOG_LEVEL')[0]).toContain('debug, info, warn, error, silent')
  expect(about('TOKEN_SECRET')[0]).toContain('has 23 characters; it needs at least 32')
  for (const problem of problems) expect(problem).not.toMatch(/"short|shorter than/)
})

test.each([
  ['PORT', ['-1', '65536', '80.5', 'http', '1e3', '0x50', '8 0']],
  ['BUFFER_MB', ['-1', '0', '15', '1.5', '128M', 'all']],
  ['AUDIT_DAYS', ['0', '0.5', 'ever', '36501']],
  ['RETENTION_HOURS', ['-1', '1.5', 'ever', 'Infinity', '1e2']],
  [
    'PUBLIC_URL',
    ['files.example', 'ftp://files.example', '//files.example', 'javascript:alert(1)', 'https://'],
  ],
  [
    'ALLOWED_ORIGINS',
    [
      '*',
      'null',
      'app.example',
      'https://app.example/path',
      'https://*.example',
      'https://app.example?x',
      'https://user@app.example',
    ],
  ],
  ['TRUST_PROXY', ['yes', '1', 'TRUE']],
  ['PROXY_PASSES_104', ['yes', '1']],
  ['S3_BUCKET', ['ab', 'Clinic', 'clinic_files', 'https://clinic', '-clinic']],
  ['S3_REDIRECT', ['yes', '1']],
  ['DATABASE_URL', ['records.example', 'mysql://records.example/x', 'postgres:///x']],
  ['REDIS_URL', ['redis', 'http://redis.example:6379']],
  ['DATABASE_CONNECTIONS', ['2', '1001', 'many']],
  [
    'CLAMD_URL',
    [
      'clamd',
      'localhost:3310',
      'tcp://clamd',
      'tcp://clamd:0',
      'tcp://clamd:70000',
      'http://clamd:3310',
    ].concat([
      'tcp://clamd:3310/path',
      'tcp://user@clamd:3310',
      'unix:clamd.sock',
      'unix:',
      '/run/clamd.sock',
    ]),
  ],
  ['LOG_LEVEL', ['trace', 'Info', 'verbose']],
] as const)('a wrong %s is refused by name', (name, values) => {
  for (const value of values) {
    const problems = problemsOf({ [name]: value })
    expect([value, problems.length]).toEqual([value, 1])
    expect(problems[0]).toMatch(new RegExp(`^${name} `))
  }
})

test('a word that is like "production" is refused, and opens no demo', () => {
  for (const word of ['prod', 'Production', 'staging', 'production '.toUpperCase()])
    expect(problemsOf({ NODE_ENV: word })[0]).toContain('production, development, test')
  expect(problemsOf({ NODE_ENV: 'test' })).toEqual([])
})

test('outside production only this machine reaches the server', () => {
  for (const host of ['0.0.0.0', '::', '192.168.1.5', 'files.example']) {
    expect(problemsOf({ HOST: host })[0]).toMatch(/^HOST is ".*only this machine/)
    expect(problemsOf({ ...production, HOST: host })).toEqual([])
  }
  for (const host of ['127.0.0.1', 'localhost', '::1', '127.0.0.2'])
    expect(problemsOf({ HOST: host })).toEqual([])
})

test('secrets that are equal, or that repeat a few characters, are refused', () => {
  expect(problemsOf({ ...production, TOKEN_SECRET: long })[0]).toContain('are the same')
  const weak = 'abc'.repeat(20)
  const [problem = ''] = problemsOf({ ...production, TOKEN_SECRET: weak })
  expect(problem).toMatch(/^TOKEN_SECRET repeats/)
  expect(problem).not.toContain('abcabc')
})

test('in production addresses need TLS, and have scheme, host and path alone', () => {
  const one = (env: Env): string => problemsOf({ ...production, ...env }).join(' ')
  expect(one({ PUBLIC_URL: 'http://files.clinic.example' })).toContain('must begin with https://')
  expect(one({ JWKS_URL: 'http://app.clinic.example/keys', TOKEN_ISSUER: 'app' })).toContain(
    'JWKS_URL begins',
  )
  expect(one({ PUBLIC_URL: 'http://127.0.0.1:8080' })).toBe('')
  for (const url of ['https://a.example/?x=1', 'https://me:pass-word@a.example', 'https://a.example/#x']) {
    expect(one({ PUBLIC_URL: url })).toContain('scheme, host and path alone')
    expect(one({ PUBLIC_URL: url })).not.toContain('pass-word')
  }
})

test('in production somebody must have said that nothing is scanned', () => {
  expect(problemsOf(unscanned)).toEqual([
    'CLAMD_URL is missing; it names the virus scanner. SCANNER=none says that files go unscanned.',
  ])
  expect(problemsOf({})).toEqual([])
  expect(problemsOf({ ...unscanned, CLAMD_URL: 'tcp://clamd.clinic.example:3310' })).toEqual([])
  for (const env of [{}, production])
    expect(problemsOf({ ...env, SCANNER: 'none', CLAMD_URL: 'tcp://clamd.clinic.example:3310' })).toEqual([
      'SCANNER is "none" and CLAMD_URL names a scanner; only one of them can be meant.',
    ])
  expect(problemsOf({ SCANNER: 'clamd' })).toEqual([
    'SCANNER is "clamd"; it can only be none, which says that files go unscanned.',
  ])
})

const misspelt: [string, string][] = [
  ['ALLOWED_ORIGIN', 'ALLOWED_ORIGINS'],
  ['ALLOW_ORIGINS', 'ALLOWED_ORIGINS'],
  ['RETENTION_HOUR', 'RETENTION_HOURS'],
  ['RETENTION_HUORS', 'RETENTION_HOURS'],
  ['CLAMAV_URL', 'CLAMD_URL'],
  ['JWK_URL', 'JWKS_URL'],
  ['LOGLEVEL', 'LOG_LEVEL'],
  ['log_level', 'LOG_LEVEL'],
  ['S3_BUCKETS', 'S3_BUCKET'],
  ['API_KEY_SECONDS', 'API_KEY_SECOND'],
  ['TOKEN_ISSUERS', 'TOKEN_ISSUER'],
  ['CHAIRSIDE_ALLOWED_ORIGINS', 'ALLOWED_ORIGINS'],
  ['CHAIRSIDE_RETENTION_HOUR', 'RETENTION_HOURS'],
  ['CHAIRSIDE_HOST', 'HOST'],
]

test.each(misspelt)(
  '%s is no setting: production refuses it and names %s, elsewhere it is a warning',
  (name, meant) => {
    const said = `${name} is no setting; ${meant} may be meant. Name it rightly, or take it away.`
    expect(problemsOf({ ...production, [name]: 'x' })).toEqual([said])
    expect(readConfig({ [name]: 'x' }).warnings).toEqual([said])
  },
)

test('a variable that looks like a setting and is none causes a warning, and the variables of other programs do not', () => {
  expect(readConfig({ CHAIRSIDE_COLOUR: 'red' }).warnings).toEqual([
    'CHAIRSIDE_COLOUR is no setting. Settings have no such beginning; take it away.',
  ])
  // If the right name is set as well, the other name is no mistake.
  expect(readConfig({ LOGLEVEL: 'x', LOG_LEVEL: 'info' }).warnings).toEqual([])
  // The README gives this name to the backend's copy of the key.
  expect(readConfig({ CHAIRSIDE_API_KEY: long, API_KEY: long }).warnings).toEqual([])
  const ordinary = [
    ...'PATH HOME HOSTNAME HOSTS POST SORT PWD OLDPWD LANG'.split(' '),
    ...'TERM SHELL USER TZ NODE_OPTIONS NODE_PATH NODE_VERSION NODE_EXTRA_CA_CERTS NODE_COMPILE_CACHE'.split(
      ' ',
    ),
    ...'YARN_VERSION HTTP_PROXY HTTPS_PROXY NO_PROXY http_proxy AWS_REGION AWS_ACCESS_KEY_ID AWS_PROFILE'.split(
      ' ',
    ),
    ...'BASE_URL npm_config_cache INVOCATION_ID JOURNAL_STREAM DATADIR2'.split(' '),
    // Kubernetes sets these for a service with the name chairside.
    ...['CHAIRSIDE_PORT', 'CHAIRSIDE_SERVICE_HOST', 'CHAIRSIDE_SERVICE_PORT', 'CHAIRSIDE_SERVICE_PORT_HTTP'],
    ...['CHAIRSIDE_PORT_8080_TCP', 'CHAIRSIDE_PORT_8080_TCP_ADDR'],
  ]
  const env = Object.fromEntries(ordinary.map((name) => [name, 'x']))
  expect(readConfig(env).warnings).toEqual([])
  expect(problemsOf({ ...env, ...production })).toEqual([])
})

test('a warning about the settings is a line of the log at the start', async () => {
  const lines: string[] = []
  const log = createLog('warn', { write: (line) => void lines.push(line) })
  await openWorld({ env: { ALLOWED_ORIGIN: 'https://app.clinic.example' }, overrides: { log } })
  const said = lines.map((line) => JSON.parse(line).msg as string)
  expect(said.filter((line) => line.startsWith('ALLOWED_ORIGIN is no setting'))).toHaveLength(1)
})

test('the token of the metrics must be strong, fit into a header, and be no other secret', () => {
  const one = (METRICS_TOKEN: string): string => problemsOf({ ...production, METRICS_TOKEN }).join(' ')
  expect(one('short')).toContain('METRICS_TOKEN has 5 characters')
  expect(one(long)).toContain('API_KEY and METRICS_TOKEN are the same')
  expect(one(`${long} ${long}`)).toContain('METRICS_TOKEN has a blank')
  expect(one(`fifth-${long}`)).toBe('')
})

test('a second key or secret must be as strong as the first, different from it, and set beside it', () => {
  const one = (env: Env): string => problemsOf({ ...production, ...env }).join(' ')
  expect(one({ API_KEY_SECOND: 'short' })).toContain('API_KEY_SECOND has 5 characters')
  expect(one({ TOKEN_SECRET_SECOND: 'abc'.repeat(20) })).toContain('TOKEN_SECRET_SECOND repeats')
  expect(one({ API_KEY_SECOND: long })).toContain('API_KEY and API_KEY_SECOND are the same')
  expect(one({ TOKEN_SECRET_SECOND: long })).toContain('API_KEY and TOKEN_SECRET_SECOND are the same')
  for (const name of ['API_KEY', 'TOKEN_SECRET'])
    expect(problemsOf({ [`${name}_SECOND`]: long })).toEqual([`${name}_SECOND is set without ${name}.`])
})

test('the app’s own keys need TOKEN_ISSUER', () => {
  expect(problemsOf({ JWKS_URL: 'https://app.clinic.example/keys.json' })).toEqual([
    expect.stringMatching(/^TOKEN_ISSUER is missing/),
  ])
})

test('a server of production that lacks its settings prints all of them, makes nothing up and ends with 1', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'chairside-config-'))
  atEnd(() => rmSync(folder, { recursive: true, force: true }))
  const short = 'too-short-to-be-one'
  keepSecret(short)
  const main = resolve(import.meta.dirname, '../../../server/src/main.ts')
  const child = spawn(process.execPath, ['--conditions=chairside-source', main], {
    cwd: folder,
    env: { PATH: process.env.PATH, NODE_ENV: 'production', API_KEY: short, PORT: 'x' },
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      printed += chunk
    })
  const code = await new Promise((done) => child.on('close', done))
  expect(code).toBe(1)
  for (const name of ['API_KEY', 'TOKEN_SECRET', 'PUBLIC_URL', 'DATA_DIR', 'PORT'])
    expect(printed).toContain(`  ${name} `)
  expect(printed).not.toMatch(/\bat .*\.ts|practitioner|patient/)
  expect(printed.includes(short)).toBe(false)
  expect(existsSync(join(folder, 'data'))).toBe(false)
})
