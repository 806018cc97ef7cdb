import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import {
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
  UploadPartCommand,
  type UploadPartCommandInput,
} from '@aws-sdk/client-s3'
import { MB } from '@chairside/protocol'
import type { Body } from './gathering.ts'

/** Where a body goes: a part of a multipart upload, or an object of its own. */
export type Destination = Omit<PutObjectCommandInput, 'Body'> | Omit<UploadPartCommandInput, 'Body'>

/** Sends a body; answers its ETag. Throws what the SDK throws. */
export type SendBody = (to: Destination, body: Body) => Promise<string>

/** Sends bodies through the SDK: streams, which it neither joins nor hashes. */
export function sendBySdk(client: S3Client, signal: AbortSignal): SendBody {
  return async (to, body) => {
    const Body =
      'path' in body
        ? createReadStream(body.path, {
            start: body.start,
            end: body.start + body.size - 1,
            highWaterMark: MB,
          })
        : Readable.from(body.chunks, { objectMode: false, highWaterMark: MB })
    const ContentLength = body.size
    const command =
      'UploadId' in to
        ? new UploadPartCommand({ ...(to as UploadPartCommandInput), Body, ContentLength })
        : new PutObjectCommand({ ...to, Body, ContentLength })
    const { ETag = '' } = await client.send(command as PutObjectCommand, { abortSignal: signal })
    return ETag
  }
}
