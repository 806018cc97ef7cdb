import type { FastifyInstance } from 'fastify'

/** Takes the path of `PUBLIC_URL` away from the address of a request, where the proxy in front has kept it. */
export interface PublicPath {
  /** Gives the path and query by which the routes know the address. */
  within(url: string): string
  /** Learns the routes of `app`; call it before they are added. */
  learn(app: FastifyInstance): void
}

/**
 * A proxy that serves the server below a path of another host takes that path away, or keeps it. Nothing says which, and the
 * path may look like one of the server's own (`/v1`): so it goes only where one of the server's own addresses follows it.
 */
export function createPublicPath(publicUrl: string | undefined): PublicPath {
  const path = publicUrl === undefined ? '' : new URL(publicUrl).pathname.replace(/\/$/, '')
  /** The first segments of all routes, as `v1`. */
  const own = new Set<string>()
  return {
    within: (url) => {
      if (path === '' || !url.startsWith(`${path}/`)) return url
      const rest = url.slice(path.length)
      return own.has(firstOf(rest)) ? rest : url
    },
    learn: (app) => {
      app.addHook('onRoute', ({ url }) => void own.add(firstOf(url)))
    },
  }
}

const firstOf = (path: string): string => /^\/([^/?]*)/.exec(path)?.[1] ?? ''
