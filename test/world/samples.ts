import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TransferFile, withoutLocation } from '@chairside/client'
import { keepSecret } from './secrets.ts'

const folder = join(import.meta.dirname, '..', 'files')

/** One sample of every allowed type, each made by a real program. */
export const allowed = {
  pdf: 'exercise-plan.pdf',
  jpeg: 'insurance-card.jpg',
  png: 'mri-slice.png',
  docx: 'questionnaire.docx',
  doc: 'referral.doc',
  pptx: 'posture.pptx',
  ppt: 'posture-old.ppt',
  xlsx: 'lab-results.xlsx',
} as const

export function bytesOf(sample: string): Buffer<ArrayBuffer> {
  return Buffer.from(readFileSync(join(folder, sample)))
}

/** The bytes that arrive when the elements send a sample: a photo without its location, any other file unchanged. */
export async function sentBytesOf(sample: string): Promise<Buffer> {
  return Buffer.from(await (await withoutLocation(pick(sample))).arrayBuffer())
}

/** A sample as a person picks it, under `name`. */
export function pick(sample: string, name = sample): File {
  keepSecret(name)
  return new File([bytesOf(sample)], name)
}

/** A real PDF followed by random bytes, `size` bytes in all. Every reader ignores what follows the end of a PDF. */
export function grownPdf(size: number, name: string): File {
  const pdf = bytesOf(allowed.pdf)
  keepSecret(name)
  return new File([pdf, randomBytes(size - pdf.length)], name)
}

/** Downloads a file. Gives its bytes. */
export async function saved(file: TransferFile): Promise<Buffer> {
  return Buffer.from(await new Response(await file.download()).arrayBuffer())
}
