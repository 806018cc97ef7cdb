import type { ErrorCode } from '@chairside/protocol'
import { readJpeg } from './jpeg.ts'
import { readOffice } from './office/office.ts'
import { readOoxml } from './package/ooxml.ts'
import { readPdf } from './pdf.ts'
import { readPng } from './png.ts'
import { refuseSecondHead, refuseSecondTail } from './polyglot.ts'
import { headerBytes, sniff } from './sniff.ts'
import { OutOfReach, type Source } from './source.ts'
import { type Content, refuse } from './verdict.ts'

/** Finds the type and flags of a content, under no policy yet. Refuses types that the gate does not know. */
export async function examine(source: Source): Promise<Content> {
  const found = sniff(await source.read(0, headerBytes))
  switch (found) {
    case 'pdf':
      await refuseSecondHead(source, found)
      await refuseSecondTail(source, found)
      return { type: 'pdf', flags: await readPdf(source) }
    case 'jpeg': {
      await refuseSecondHead(source, found)
      await refuseSecondTail(source, found)
      const { width, height, location } = await readJpeg(source)
      return { type: 'jpeg', flags: location ? ['location'] : [], pixels: width * height }
    }
    case 'png': {
      await refuseSecondHead(source, found)
      const { width, height } = await readPng(source)
      await refuseSecondTail(source, found)
      return { type: 'png', flags: [], pixels: width * height }
    }
    case 'cfb':
      await refuseSecondHead(source, found)
      return within('CFB_UNREADABLE', readOffice(source))
    case 'zip':
      await refuseSecondHead(source, found)
      return within('ZIP_UNREADABLE', readOoxml(source))
    default:
      return refuse(found)
  }
}

/** Refuses with `code` when the reading runs out of reads. */
async function within<Answer>(code: ErrorCode, reading: Promise<Answer>): Promise<Answer> {
  try {
    return await reading
  } catch (error) {
    if (error instanceof OutOfReach) refuse(code)
    throw error
  }
}
