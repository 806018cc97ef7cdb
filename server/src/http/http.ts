import type { FastifyInstance } from 'fastify'
import type { Config } from '../config.ts'
import type { Exchange } from '../domain/domain.ts'
import type { Rates } from '../domain/rate.ts'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import type { PageVersions } from '../page-versions.ts'
import type { Clock } from '../seams.ts'
import { serveAccesses } from './accesses.ts'
import { createApp } from './app.ts'
import { serveAppointments } from './appointments.ts'
import { serveArchives } from './archives.ts'
import { createCallers } from './caller.ts'
import { serveCommands } from './commands.ts'
import { serveContent } from './content.ts'
import { serveDemo } from './demo.ts'
import { serveDescriptions } from './description.ts'
import { serveDocuments } from './documents.ts'
import { serveHealth } from './health.ts'
import { answerInVersion } from './in-version.ts'
import { closeWhenLeaving } from './leaving.ts'
import { serveLinks } from './links.ts'
import { serveMetrics } from './metrics.ts'
import { serveMultipart } from './multipart.ts'
import { servePages } from './pages.ts'
import { serveProfiles } from './profiles.ts'
import type { Given } from './route.ts'
import { serveSessions } from './sessions.ts'
import { serveTransfers } from './transfers.ts'
import { serveUploads } from './upload.ts'
import { serveWebhooks } from './webhooks.ts'

/** The HTTP server with every address on it, not yet listening. */
export async function createHttp({
  apiKeys,
  rates,
  versions,
  metrics,
  ...parts
}: {
  config: Config
  exchange: Exchange
  /** The keys of the embedding backend; each is valid. */
  apiKeys: readonly string[]
  rates: Rates
  versions: PageVersions
  /** Undefined where they are not read. */
  metrics: Metrics | undefined
  /** Whether pages of an origin may use the server. */
  mayUse: (origin: string | undefined) => boolean
  /** Is told each origin that is refused. */
  noteOrigin: (origin: string) => void
  clock: Clock
  log: Log
}): Promise<FastifyInstance> {
  const app = await createApp({ ...parts, refusals: parts.exchange.refusals })
  closeWhenLeaving(app, parts.exchange.readiness)
  answerInVersion(app, versions)
  const { tokens, acting, documents } = parts.exchange
  const { accesses } = documents
  const { limits, secrets } = parts.config
  const { metricsToken } = secrets
  const callers = createCallers({ tokens, acting, accesses, apiKeys, metricsToken, rates, limits })
  const given: Given = { ...parts, callers }
  serveAppointments(app, given)
  serveTransfers(app, given)
  serveCommands(app, given)
  serveUploads(app, given)
  serveMultipart(app, given)
  serveContent(app, given)
  serveDocuments(app, given)
  serveSessions(app, given)
  serveProfiles(app, given)
  serveArchives(app, given)
  serveLinks(app, given)
  serveAccesses(app, given)
  serveWebhooks(app, given)
  serveHealth(app, given)
  if (metrics !== undefined) serveMetrics(app, given, metrics)
  serveDescriptions(app, given)
  serveDemo(app, given)
  await servePages(app, given)
  return app
}
