import type { ErrorCode } from '@chairside/protocol'
import { readOffice } from './office/office.ts'
import { readOoxml } from './package/ooxml.ts'
import { readPdf } from './pdf/pdf.ts'
import { readJpeg } from './picture/jpeg.ts'
import { type Picture, pngTellsPlace, readPng } from './picture/png.ts'
import { refuseArchives, refuseSecondHead } from './polyglot.ts'
import { headerBytes, sniff } from './sniff.ts'
import { OutOfReach, type Source } from './source.ts'
import { type Content, refuse } from './verdict.ts'

/** Finds the type and flags of a content, under no policy yet. Refuses types that the gate does not know. */
export async function examine(source: Source): Promise<Content> {
  const found = sniff(await source.read(0, headerBytes))
  switch (found) {
    case 'pdf':
      await refuseSecondHead(source, found)
      await refuseArchives(source, found)
      return { type: 'pdf', flags: await readPdf(source) }
    case 'jpeg':
      await refuseSecondHead(source, found)
      await refuseArchives(source, found)
      return contentOf('jpeg', await readJpeg(source))
    case 'png': {
      await refuseSecondHead(source, found)
      const picture = await readPng(source)
      await refuseArchives(source, found)
      return contentOf('png', { ...picture, location: await pngTellsPlace(source) })
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

function contentOf(type: 'jpeg' | 'png', { width, height, location }: Picture): Content {
  return { type, flags: location ? ['location'] : [], pixels: width * height }
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
