import type { Config } from '../config.ts'
import { type Finding, failing, sentences, works } from './finding.ts'
import type { Known } from './tried.ts'

/** How long a bucket may take for each answer, in ms: it is asked again twice. */
const silence = 5_000

/**
 * Tries the place of the files.
 *
 * @param records what is known of the records; undefined where they could not be read
 */
export async function tryFiles(
  { store, limits }: Config,
  records: Known | undefined,
  signal: AbortSignal,
): Promise<Finding> {
  switch (store.kind) {
    case 'disk':
      return works(
        'files',
        sentences(
          'S3_BUCKET is not set, so the files are in the data folder.',
          !store.fsync && 'FSYNC is off: a loss of power may cost bytes that were acknowledged.',
        ),
      )
    case 's3': {
      // The AWS SDK is loaded only where it is used.
      const { tryBucket } = await import('../adapters/s3/trial.ts')
      const { takes, keepsFirst, owner } = await tryBucket(store, records, {
        limits: { ...limits, storeSilence: silence },
        signal,
      })
      const where = store.endpoint === undefined ? 'at AWS' : `at ${new URL(store.endpoint).host}`
      if (takes === 'nothing')
        return failing(
          'files',
          `The bucket ${store.bucket} ${where} takes nothing now: it is full, or its server fails. A server would start, and only read. Make room, or look at that server.`,
        )
      return works(
        'files',
        sentences(
          `The bucket ${store.bucket} ${where} takes objects whole and in parts, gives them back, and removes them.`,
          owner === 'nobody' && 'It belongs to nobody: the first start makes it that of these records.',
          owner === 'somebody' && 'Whether it is that of these records could not be read.',
          !keepsFirst &&
            'It ignores If-None-Match in one request at least, so servers look before they write.',
          store.redirect && 'Downloads go to its address, which browsers must reach (S3_REDIRECT).',
        ),
      )
    }
  }
}
