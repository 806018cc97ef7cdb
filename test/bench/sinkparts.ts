import type { IncomingMessage } from 'node:http'

/** A stored body. */
export interface Kept {
  readonly chunks: readonly Buffer[]
  /** Size of its content, in bytes. */
  readonly size: number
  /** Whether the chunks are in aws-chunked coding. The coding is removed only when the body is read. */
  readonly isCoded: boolean
  readonly etag: string
  /** Headers to send with it. */
  readonly metadata: Readonly<Record<string, string>>
}

let counter = 0

export async function keptOf(request: IncomingMessage): Promise<Kept> {
  const chunks: Buffer[] = []
  let bytes = 0
  await new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      bytes += chunk.length
    })
    request.on('end', resolve).on('error', reject)
  })
  const { headers } = request
  const isCoded = headers['content-encoding']?.includes('aws-chunked') === true
  counter += 1
  const own = Object.entries(headers).filter(([name]) => name.startsWith('x-amz-meta-'))
  return {
    chunks,
    size: isCoded ? Number(headers['x-amz-decoded-content-length']) : bytes,
    isCoded,
    etag: `"kept-${counter}"`,
    metadata: Object.fromEntries(own.map(([name, value]) => [name, String(value)])),
  }
}

/** The contents of several bodies, joined in their order. */
export function bodyOf(parts: readonly Kept[]): Buffer {
  return Buffer.concat(
    parts.flatMap((part) => (part.isCoded ? decode(Buffer.concat(part.chunks)) : part.chunks)),
  )
}

// Removes the aws-chunked coding (Amazon S3 API Reference, "Signature calculations: chunked upload"): size in hex, an
// optional signature, CRLF, bytes, CRLF.
function decode(coded: Buffer): Buffer[] {
  const found: Buffer[] = []
  let at = 0
  for (;;) {
    const lineEnd = coded.indexOf('\r\n', at)
    const size = Number.parseInt(coded.toString('latin1', at, lineEnd), 16)
    if (lineEnd < 0 || !(size > 0)) return found
    found.push(coded.subarray(lineEnd + 2, lineEnd + 2 + size))
    at = lineEnd + 2 + size + 2
  }
}

const long = new Date(0).toISOString()

/** The answer to ListParts. */
export function partsOf(id: string, parts: ReadonlyMap<number, Kept>): string {
  const each = [...parts]
    .sort(([one], [other]) => one - other)
    .map(
      ([number, { etag, size }]) =>
        `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag><Size>${size}</Size><LastModified>${long}</LastModified></Part>`,
    )
  return `<ListPartsResult><UploadId>${id}</UploadId><IsTruncated>false</IsTruncated>${each.join('')}</ListPartsResult>`
}

/** The answer to a list of objects or of uploads. */
export function listOf(
  result: string,
  element: string,
  all: readonly { key: string; size?: number; id?: string }[],
): string {
  const each = all.map(({ key, size, id }) => {
    const name = key.split('/').slice(2).join('/')
    const rest =
      id === undefined
        ? `<Size>${size}</Size><LastModified>${long}</LastModified>`
        : `<UploadId>${id}</UploadId><Initiated>${long}</Initiated>`
    return `<${element}><Key>${name}</Key>${rest}</${element}>`
  })
  return `<${result}><IsTruncated>false</IsTruncated><KeyCount>${all.length}</KeyCount>${each.join('')}</${result}>`
}

export function refusal(code: string): string {
  return `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`
}
