import type { Readable } from 'node:stream'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3'
import type { S3Settings } from '../../config.ts'
import type { ByteRange } from '../../seams.ts'
import { refusalIn, S3Error } from './error.ts'
import type { Body } from './gathering.ts'
import type { Sender } from './part.ts'

/** A stored part of a multipart upload. */
export interface Part {
  readonly number: number
  readonly etag: string
  readonly size: number
}

/** An object of a listing; `modified` in ms since the epoch. */
export interface Listed {
  readonly name: string
  readonly size: number
  readonly modified: number
}

/** An open multipart upload; `begun` in ms since the epoch. */
export interface Begun {
  readonly name: string
  readonly id: string
  readonly begun: number
}

/**
 * Whether a server is known to heed `If-None-Match: *` (RFC 9110, section 13.1.2), for each of the two requests that make
 * an object.
 */
export interface Heeds {
  readonly put: boolean
  readonly complete: boolean
}

/** The S3 calls on one bucket. They throw what the SDK throws. */
export interface Bucket {
  /** Bytes of an object; undefined when it does not exist. */
  size(name: string): Promise<number | undefined>
  get(name: string, range: ByteRange, signal?: AbortSignal): Promise<Readable>
  /** Stores a whole object. */
  put(name: string, body: Body): Promise<void>
  /** Stores a whole object unless one exists (412). */
  create(name: string, body: Body): Promise<void>
  delete(name: string): Promise<void>
  list(prefix: string): AsyncIterable<Listed>
  /** Begins a multipart upload; gives its id. */
  begin(name: string): Promise<string>
  part(name: string, id: string, number: number, body: Body): Promise<Part>
  /** Completes a multipart upload unless an object exists (412). */
  complete(name: string, id: string, parts: readonly Part[]): Promise<void>
  abort(name: string, id: string): Promise<void>
  /** The parts of an upload in order; none when it is gone. */
  parts(name: string, id: string): Promise<Part[]>
  uploads(prefix: string): AsyncIterable<Begun>
}

/** Makes the calls with the SDK, and sends bodies with `send`. All calls end when the signal aborts. */
export function createBucket(
  client: S3Client,
  { bucket: Bucket, kmsKey }: S3Settings,
  { send }: Sender,
  heeds: Heeds,
  signal: AbortSignal,
): Bucket {
  const options = { abortSignal: signal }
  const encrypted =
    kmsKey === undefined ? {} : ({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: kmsKey } as const)
  const headers: Readonly<Record<string, string>> =
    kmsKey === undefined
      ? {}
      : { 'x-amz-server-side-encryption': 'aws:kms', 'x-amz-server-side-encryption-aws-kms-key-id': kmsKey }
  const to = (Key: string) => ({ Bucket, Key })
  const paged = { client }

  const size = async (name: string): Promise<number | undefined> => {
    try {
      return (await client.send(new HeadObjectCommand(to(name)), options)).ContentLength ?? 0
    } catch (error) {
      if (refusalIn(error)?.status === 404) return undefined
      throw error
    }
  }

  /** Makes an object unless one exists (412). Looks first when the server may ignore the condition. */
  const once = async (
    name: string,
    isHeeded: boolean,
    work: (condition: { IfNoneMatch?: '*' }) => Promise<unknown>,
  ): Promise<void> => {
    if (!isHeeded && (await size(name)) !== undefined)
      throw new S3Error({ code: 'PreconditionFailed', status: 412, attempts: 1 })
    try {
      await work({ IfNoneMatch: '*' })
    } catch (error) {
      // Some servers refuse every condition.
      if (isHeeded || refusalIn(error)?.status !== 501) throw error
      await work({})
    }
  }

  return {
    size,
    get: async (name, { start, end }, gone) => {
      const range = { ...to(name), Range: `bytes=${start}-${end}` }
      const abortSignal = gone === undefined ? signal : AbortSignal.any([signal, gone])
      const { Body: body } = await client.send(new GetObjectCommand(range), { abortSignal })
      return body as Readable
    },
    put: async (name, body) => void (await send({ name, headers }, body)),
    create: (name, body) =>
      once(name, heeds.put, ({ IfNoneMatch }) =>
        send(
          { name, headers: { ...headers, ...(IfNoneMatch ? { 'if-none-match': IfNoneMatch } : {}) } },
          body,
        ),
      ),
    delete: async (name) => void (await client.send(new DeleteObjectCommand(to(name)), options)),
    list: async function* (Prefix) {
      for await (const { Contents = [] } of paginateListObjectsV2(paged, { Bucket, Prefix }, options)) {
        for (const { Key = '', Size = 0, LastModified } of Contents)
          yield { name: Key, size: Size, modified: LastModified?.getTime() ?? 0 }
      }
    },
    begin: async (name) => {
      const { UploadId } = await client.send(
        new CreateMultipartUploadCommand({ ...to(name), ...encrypted }),
        options,
      )
      if (UploadId === undefined) throw new Error('S3 answers a multipart upload without its id')
      return UploadId
    },
    part: async (name, id, number, body) => {
      const etag = await send({ name, part: { id, number } }, body)
      return { number, etag, size: body.size }
    },
    complete: (name, UploadId, parts) => {
      const Parts = parts.map(({ number, etag }) => ({ PartNumber: number, ETag: etag }))
      const wish = { ...to(name), UploadId, MultipartUpload: { Parts } }
      return once(name, heeds.complete, (condition) =>
        client.send(new CompleteMultipartUploadCommand({ ...wish, ...condition }), options),
      )
    },
    abort: async (name, UploadId) => {
      await client
        .send(new AbortMultipartUploadCommand({ ...to(name), UploadId }), options)
        .catch((error) => {
          if (refusalIn(error)?.status !== 404) throw error
        })
    },
    parts: async (name, UploadId) => {
      const found: Part[] = []
      // Not by the SDK's paginator, which would never end: some servers name a next page on the last one.
      for (let marker = '0'; ; ) {
        const wish = { ...to(name), UploadId, PartNumberMarker: marker }
        const page = await client.send(new ListPartsCommand(wish), options).catch((error) => {
          if (refusalIn(error)?.status === 404) return undefined
          throw error
        })
        for (const { PartNumber = 0, ETag = '', Size = 0 } of page?.Parts ?? [])
          found.push({ number: PartNumber, etag: ETag, size: Size })
        if (page?.IsTruncated !== true || page.NextPartNumberMarker === undefined) break
        marker = page.NextPartNumberMarker
      }
      return found.sort((one, other) => one.number - other.number)
    },
    uploads: async function* (Prefix) {
      let after: { KeyMarker?: string; UploadIdMarker?: string } = {}
      for (;;) {
        const page = await client.send(new ListMultipartUploadsCommand({ Bucket, Prefix, ...after }), options)
        for (const { Key = '', UploadId = '', Initiated } of page.Uploads ?? [])
          yield { name: Key, id: UploadId, begun: Initiated?.getTime() ?? 0 }
        if (page.IsTruncated !== true || page.NextKeyMarker === undefined) return
        after = {
          KeyMarker: page.NextKeyMarker,
          ...(page.NextUploadIdMarker === undefined ? {} : { UploadIdMarker: page.NextUploadIdMarker }),
        }
      }
    },
  }
}
