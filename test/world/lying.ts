import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import {
  type _Object,
  DeleteObjectCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  type Part,
  type S3Client,
} from '@aws-sdk/client-s3'
import { keyOf, objectName, objects, tails } from '../../server/src/adapters/s3/layout.ts'

/** A stored content. No test that asks for them sends a WebP picture, so each of those is a thumbnail. */
export interface Lying {
  /** Bytes. */
  readonly size: number
  readonly isThumbnail: boolean
  /** Not while it still arrives. */
  readonly isSealed: boolean
}

const isWebp = (head: Buffer): boolean => /^RIFF.{4}WEBP/s.test(head.toString('latin1'))

/** The contents on the disk, those that still arrive as well. */
export function lyingInFolder(dataDir: string): Lying[] {
  const folder = join(dataDir, 'objects')
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((name) => {
    const path = join(folder, name)
    try {
      if (!statSync(path).isFile()) return []
      const head = Buffer.alloc(12)
      const file = openSync(path, 'r')
      readSync(file, head)
      closeSync(file)
      return { size: statSync(path).size, isThumbnail: isWebp(head), isSealed: name.startsWith('sealed') }
    } catch (error) {
      // It was moved or removed meanwhile.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
      throw error
    }
  })
}

/** The contents in a bucket, those that still arrive as well: of these, what is stored in parts and pieces. */
export async function lyingInBucket(s3: S3Client, Bucket: string): Promise<Lying[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }))
  const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket }))
  const sealed = Contents.filter(({ Key = '' }) => Key.startsWith(objects))
  const arriving = new Map<string, number>()
  const add = (name = '', size = 0): void => {
    const key = keyOf(name)
    if (key !== undefined && !sealed.some(({ Key }) => Key === objectName(key)))
      arriving.set(key, (arriving.get(key) ?? 0) + size)
  }
  for (const { Key, Size } of Contents) if (Key?.startsWith(tails)) add(Key, Size)
  for (const { Key, UploadId } of Uploads) {
    // It may have been completed meanwhile.
    const { Parts = [] } = await s3
      .send(new ListPartsCommand({ Bucket, Key, UploadId }))
      .catch(unless<{ Parts?: Part[] }>('NoSuchUpload', {}))
    for (const { Size } of Parts) add(Key, Size)
  }
  const look = async ({ Key, Size: size = 0 }: _Object): Promise<Lying[]> => {
    if (size < 12) return [{ size, isThumbnail: false, isSealed: true }]
    const found = await s3
      .send(new GetObjectCommand({ Bucket, Key, Range: 'bytes=0-11' }))
      .catch(unless('NoSuchKey', undefined))
    if (found === undefined) return []
    const head = Buffer.from((await found.Body?.transformToByteArray()) ?? [])
    return [{ size, isThumbnail: isWebp(head), isSealed: true }]
  }
  return [
    ...(await Promise.all(sealed.map(look))).flat(),
    ...[...arriving.values()].map((size) => ({ size, isThumbnail: false, isSealed: false })),
  ]
}

/** Removes the sealed objects of a bucket. */
export async function loseInBucket(s3: S3Client, Bucket: string): Promise<void> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: objects }))
  for (const { Key } of Contents) await s3.send(new DeleteObjectCommand({ Bucket, Key }))
}

/** Gives `instead` for an error of this name, and throws any other. */
function unless<Instead>(name: string, instead: Instead): (error: Error) => Instead {
  return (error) => {
    if (error.name === name) return instead
    throw error
  }
}
