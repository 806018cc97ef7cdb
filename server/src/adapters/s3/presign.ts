import { GetObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import type { S3Settings } from '../../config.ts'
import type { Limits } from '../../limits.ts'
import type { Presigner } from '../../seams.ts'
import { objectName } from './layout.ts'

/** Presigned addresses of the bucket. They carry the answer's headers: the bucket knows no file names. */
export function createPresigner(client: S3Client, { bucket }: S3Settings, limits: Limits): Presigner {
  return {
    address: (key, method, { disposition, mime }) => {
      const wish = {
        Bucket: bucket,
        Key: objectName(key),
        ResponseContentDisposition: disposition,
        ResponseContentType: mime,
        ResponseCacheControl: 'private, no-store',
      }
      const command = method === 'GET' ? new GetObjectCommand(wish) : new HeadObjectCommand(wish)
      return getSignedUrl(client, command, { expiresIn: Math.floor(limits.redirect / 1000) })
    },
  }
}
