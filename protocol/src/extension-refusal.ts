import { isHeic, nameOfExtension, newerEnding, typeOfExtension } from './filetype.ts'

export const sendAnother = 'Send a PDF, JPG, PNG, Word, PowerPoint or Excel file.'

/** The refusal of a HEIC photo by a caller that does not know on which device the photo lies. */
const heic =
  'This is a HEIC photo. On an iPhone choose it from Photos, not from Files; elsewhere save it as JPG first. Send that.'

/** The refusal of a file whose name ends in `extension` (without its dot), which is not allowed. */
export function refuseExtension(extension: string): string {
  if (isHeic(extension)) return heic
  if (extension === 'xls') return 'This is an old Excel file (.xls). Save it as .xlsx and send that.'
  return `${nameOfExtension(extension)} is not accepted here. ${instead(extension)}`
}

function instead(extension: string): string {
  // Other types of live files are refused only where PDFs alone are taken.
  if (typeOfExtension(extension) !== undefined) return 'Save it as PDF and send that.'
  const newer = newerEnding(extension)
  return newer === undefined ? sendAnother : `Save it as .${newer} and send that.`
}
