import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { SignatureV4 } from '@smithy/signature-v4'

/** The destination of a body: an object, or a part of its multipart upload. */
export interface Destination {
  readonly name: string
  readonly part?: { readonly id: string; readonly number: number }
  /** Further headers, in lower case. */
  readonly headers?: Readonly<Record<string, string>>
}

/** Gives the address and headers for a body of `size` bytes. */
export type Sign = (to: Destination, size: number) => Promise<[URL, Record<string, string>]>

/**
 * Signs PUTs with the address and credentials of the SDK's client, over an unsigned payload (Amazon S3 API
 * reference, "Signature calculations for the authorization header").
 */
export function createSigner(client: S3Client, bucket: string): Sign {
  const { region, credentials, sha256 } = client.config
  const signer = new SignatureV4({ service: 's3', region, credentials, sha256, uriEscapePath: false })

  let place: Promise<URL> | undefined
  /** The bucket's address, taken from one that the SDK presigns. */
  const find = async (): Promise<URL> => {
    const url = new URL(await getSignedUrl(client, new PutObjectCommand({ Bucket: bucket, Key: 'x' })))
    url.search = ''
    url.pathname = url.pathname.slice(0, -1)
    return url
  }

  return async ({ name, part, headers }, size) => {
    place ??= find().catch((error) => {
      place = undefined
      throw error
    })
    const url = new URL(name, await place)
    const query = part === undefined ? {} : { partNumber: String(part.number), uploadId: part.id }
    const wish = {
      method: 'PUT',
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query,
      headers: { ...headers, host: url.host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
    }
    const signed = await signer.sign(wish)
    const pairs = Object.entries(query).map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
    url.search = pairs.join('&')
    return [url, { ...signed.headers, 'content-length': String(size) }]
  }
}
