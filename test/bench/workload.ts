import { randomBytes } from 'node:crypto'

/** A number of files of the same size, sent at once or as one archive. */
export interface Workload {
  readonly name: string
  readonly files: number
  /** Size of each file, in bytes. */
  readonly size: number
}

const of = (files: number, megabytes: number): Workload => ({
  name: `${files} × ${megabytes} MB`,
  files,
  size: megabytes * 1e6,
})

/** The workload that warms a server up: many requests, few bytes. */
export const small = of(20, 1)
export const one = of(1, 100)
export const five = of(5, 20)
export const twenty = of(20, 10)
export const twentyLarge = of(20, 100)
export const workloads: readonly Workload[] = [one, five, twenty]

/** The archives: as large as those above, and one of as many small files as an appointment may have. */
export const archives: readonly Workload[] = [one, twenty, { name: '500 × 200 KB', files: 500, size: 200e3 }]

export const bytesOf = ({ files, size }: Workload): number => files * size

const made = new Map<number, Buffer>()

/**
 * A PDF of exactly `size` bytes (ISO 32000-2, 7.5). Its content is random, so that compression does not make it
 * cheaper.
 */
export function pdfOf(size: number): Buffer {
  const known = made.get(size)
  if (known !== undefined) return known
  const head =
    '%PDF-1.7\n%âãÏÓ\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n3 0 obj\n<< /Length 4 0 R >>\nstream\n'
  const tail = '\nendstream\nendobj\ntrailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n0\n%%EOF\n'
  const [first, last] = [Buffer.from(head, 'latin1'), Buffer.from(tail, 'latin1')]
  const pdf = Buffer.concat([first, randomBytes(size - first.length - last.length), last])
  made.set(size, pdf)
  return pdf
}
