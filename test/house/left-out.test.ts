import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { leftOut } from '../left-out.ts'

test.each(Object.entries(leftOut))('what is left out on two nodes is there: %s', (name, why) => {
  const path = join(import.meta.dirname, '..', 'stories', name.endsWith('/') ? name : `${name}.test.ts`)
  expect(existsSync(path)).toBe(true)
  if (typeof why === 'string') return
  const source = readFileSync(path, 'utf8')
  for (const part of Object.keys(why)) expect(source).toContain(part)
})
