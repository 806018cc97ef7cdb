import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { KB, protocolVersion } from '@chairside/protocol'
import { beforeAll, expect, test } from 'vitest'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..', '..')

/** The fields of `package.json` that say what is published. */
interface Manifest {
  files: string[]
  exports: Record<string, string | { types: string; default: string }>
}

beforeAll(async () => {
  await run('npm', ['run', 'build'], { cwd: root })
}, 120_000)

test.each(['protocol', 'client', 'server'])(
  'the built %s package holds what its exports name, with types',
  (name) => {
    const manifest: Manifest = JSON.parse(readFileSync(join(root, name, 'package.json'), 'utf8'))
    expect(manifest.files).toContain('dist')
    for (const target of Object.values(manifest.exports)) {
      const paths = typeof target === 'string' ? [target] : [target.types, target.default]
      for (const path of paths) expect(existsSync(join(root, name, path)), path).toBe(true)
    }
  },
)

test('the built packages run in plain Node, without the conditions of development', async () => {
  const program = `
    import { startChairside } from '@chairside/server'
    import { joinAppointment } from '@chairside/client'
    import { KB, protocolVersion } from '@chairside/protocol'
    console.log(typeof startChairside, typeof joinAppointment, protocolVersion)`
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program], { cwd: root })
  expect(stdout.trim()).toBe(`function function ${protocolVersion}`)
})

test('the browser bundle is one file of at most 96 KB gzipped that imports nothing', () => {
  const bundle = readFileSync(join(root, 'client/dist/chairside.js'), 'utf8')
  expect(gzipSync(bundle).length).toBeLessThan(96 * KB)
  expect(bundle).toContain('chairside-transfer')
  expect(bundle).not.toMatch(/^\s*import\s*[{"'*]/m)
  // A page reads no schema, so the bundle has none.
  expect(bundle).not.toContain('additionalProperties')
})
