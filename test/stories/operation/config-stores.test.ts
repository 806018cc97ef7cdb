import { expect, test } from 'vitest'
import { readConfig } from '../../../server/src/config.ts'
import { problemsOf } from '../../world/problems.ts'

test('a bucket needs only its name: the AWS settings name the region, and other servers seldom need one', () => {
  const alone = { kind: 's3', bucket: 'clinic-files', kmsKey: undefined, redirect: false }
  expect(readConfig({ S3_BUCKET: 'clinic-files' }).store).toEqual({
    ...alone,
    endpoint: undefined,
    region: undefined,
  })
  const own = { S3_BUCKET: 'clinic-files', S3_ENDPOINT: 'http://127.0.0.1:9000' }
  expect(readConfig(own).store).toEqual({ ...alone, endpoint: 'http://127.0.0.1:9000', region: 'us-east-1' })
})

test('the password in the address of a database is in no sentence', () => {
  const address = 'mysql://chairside:word-of-the-database@records.clinic.example/chairside'
  const problems = problemsOf({ DATABASE_URL: address, DATABASE_MIGRATION_URL: address })
  expect(problems).toHaveLength(2)
  expect(problems.join('\n')).not.toContain('word-of-the-database')
})

test('settings of S3 without a bucket are named, each of them', () => {
  const lonely = {
    S3_ENDPOINT: 'http://127.0.0.1:9000',
    S3_REGION: 'x',
    S3_KMS_KEY: 'x',
    S3_REDIRECT: 'true',
  }
  expect(problemsOf(lonely)).toEqual(
    Object.keys(lonely).map((name) => `${name} is set without S3_BUCKET, which names the bucket.`),
  )
  expect(problemsOf({ S3_REDIRECT: 'false' })).toEqual([])
})
