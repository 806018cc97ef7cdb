import { extensionOf, fileKinds, typeOfExtension } from '@chairside/protocol'
import type { TransferFile } from './file.ts'
import { open } from './save.ts'

/**
 * Fetches a file into memory, for a page whose browser does not save.
 *
 * @throws ChairsideError why it cannot be fetched, and LINE_DOWN when the connection is cut meanwhile
 */
export async function fetched(file: TransferFile): Promise<File> {
  const { url } = await file.ticket('download')
  const type = typeOfExtension(extensionOf(file.name))
  const bytes = await new Response(await open(url)).blob()
  return new File([bytes], file.name, type && { type: fileKinds[type].mime })
}
