import { extensionOf, fileKinds, typeOfExtension } from '@chairside/protocol'
import type { TransferFile } from './file.ts'
import { open } from './save.ts'

/**
 * Fetches a file into memory, for browsers that do not let a page save files.
 *
 * @throws ChairsideError as `ticket`, or as the server answers; LINE_DOWN when the connection breaks meanwhile
 */
export async function fetched(file: TransferFile): Promise<File> {
  const { url } = await file.ticket('download')
  const type = typeOfExtension(extensionOf(file.name))
  const bytes = await new Response(await open(url)).blob()
  return new File([bytes], file.name, type && { type: fileKinds[type].mime })
}
