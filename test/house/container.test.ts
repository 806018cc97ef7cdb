import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './sources.ts'

const read = (path: string): string => readFileSync(join(root, path), 'utf8')

test('the container may do no more than it must', () => {
  const compose = read('docker-compose.yml')
  for (const line of ['read_only: true', 'cap_drop: [ALL]', 'security_opt: ["no-new-privileges:true"]'])
    expect(compose).toContain(`\n    ${line}\n`)
  for (const name of ['tmpfs', 'mem_limit', 'pids_limit'])
    expect(compose).toMatch(new RegExp(`\n    ${name}: .`))
  expect(compose).not.toMatch(/^(name|version):/m)
  expect(read('Dockerfile')).toMatch(/^USER node$/m)
})

test('every setting of the README reaches the container', () => {
  const settings = [...read('README.md').matchAll(/^\| `([A-Z][A-Z0-9_]+)` \|/gm)].map(([, name]) => name)
  expect(settings.length).toBeGreaterThan(20)
  const compose = read('docker-compose.yml')
  const image = read('Dockerfile')
  expect(
    settings.filter((name) => !compose.includes(`\n      ${name}:`) && !image.includes(`${name}=`)),
  ).toEqual([])
})

test('the packages of the product can be listed', () => {
  const { status, stdout } = spawnSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 50_000_000,
  })
  expect(status).toBe(0)
  const { components } = JSON.parse(stdout) as { components: { name: string }[] }
  expect(components.map(({ name }) => name)).toContain('fastify')
})
