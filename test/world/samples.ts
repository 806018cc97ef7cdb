import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TransferFile, withoutLocation } from '@chairside/client'
import { keepSecret } from './secrets.ts'

const folder = join(import.meta.dirname, '..', 'files')

/** The allowed samples, one of every type, each made by a real program. */
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

/** What arrives of a sample that the elements send: a photo without its location, anything else as it is. */
export async function sentBytesOf(sample: string): Promise<Buffer> {
  return Buffer.from(await (await withoutLocation(pick(sample))).arrayBuffer())
}

/** A sample as a person picks it, under its own name or another. */
export function pick(sample: string, name = sample): File {
  keepSecret(name)
  return new File([bytesOf(sample)], name)
}

/** A real PDF grown to so many bytes: what follows its end is ignored by every reader. */
export function grownPdf(size: number, name: string): File {
  const pdf = bytesOf(allowed.pdf)
  keepSecret(name)
  return new File([pdf, randomBytes(size - pdf.length)], name)
}

/** The bytes of a downloaded file. */
export async function saved(file: TransferFile): Promise<Buffer> {
  return Buffer.from(await new Response(await file.download()).arrayBuffer())
}
