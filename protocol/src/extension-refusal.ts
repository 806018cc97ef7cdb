import { nameOfExtension, newerEnding } from './filetype.ts'

export const sendAnother = 'Send a PDF, JPG, PNG, Word, PowerPoint or Excel file.'

/** The refusal of a file whose name ends in `extension` (without its dot), which is not allowed. */
export function refuseExtension(extension: string): string {
  if (extension === 'heic' || extension === 'heif') {
    return 'This is an iPhone HEIC photo. Choose it from Photos, not from Files, and your phone makes a JPG of it.'
  }
  if (extension === 'xls') return 'This is an old Excel file (.xls). Save it as .xlsx and send that.'
  const newer = newerEnding(extension)
  const instead = newer === undefined ? sendAnother : `Save it as .${newer} and send that.`
  return `${nameOfExtension(extension)} is not accepted here. ${instead}`
}
