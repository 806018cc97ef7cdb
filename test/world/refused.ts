import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { commands, type ErrorCode, type RouteName, routes } from '@chairside/protocol'
import { codesOf, codesOfCommand } from '../../server/src/http/reference/codes.ts'
import { urlOf } from '../../server/src/http/route.ts'

/** The names of the routes by the words in which the server logs a refusal. */
const named = new Map(
  Object.entries(routes).map(([name, route]) => [`${route.method} ${urlOf(route)}`, name as RouteName]),
)

function declared(where: string): readonly ErrorCode[] | undefined {
  const route = named.get(where)
  if (route !== undefined) return codesOf(route)
  return where in commands ? codesOfCommand(where) : undefined
}

/**
 * Every refusal in the server logs of a folder that the description of its call does not name, such as
 * "GET /v1/files/:id: EXPIRED". What is no call, as a page or a request that cannot be read, is passed over.
 */
export function undeclaredIn(folder: string): { undeclared: string[]; declared: number } {
  const undeclared = new Set<string>()
  const fine = new Set<string>()
  for (const file of existsSync(folder) ? globSync(join(folder, '*.log')) : []) {
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      const refusal = line.includes('"where":') ? read(line) : undefined
      const codes = refusal && declared(refusal.where)
      if (refusal === undefined || codes === undefined) continue
      const { where, code } = refusal
      if (codes.includes(code)) fine.add(`${where}: ${code}`)
      else undeclared.add(`${where}: ${code}`)
    }
  }
  return { undeclared: [...undeclared].sort(), declared: fine.size }
}

/** A line of the log about a refusal; undefined for another one, and for one that a killed process did not end. */
function read(line: string): { where: string; code: ErrorCode } | undefined {
  try {
    const { where, code } = JSON.parse(line) as { where?: string; code?: ErrorCode }
    return where === undefined || code === undefined ? undefined : { where, code }
  } catch {
    return undefined
  }
}
