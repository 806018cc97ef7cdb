import { pathOf, routes } from '@chairside/protocol'
import { ask, begin, type Running } from './http.ts'
import { tus } from './party.ts'

/** An upload as a program without the SDK knows it. */
export interface OwnUpload {
  readonly file: string
  readonly token: string
}

const addressOf = (server: string, { file }: OwnUpload): string =>
  server + pathOf(routes.sendBytes, { id: file })

/** Begins a PATCH with the bytes from `offset` on, as another program sends it. The test writes and ends its body. */
export function beginPatch(server: string, upload: OwnUpload, offset = 0): Running {
  return begin(addressOf(server, upload), 'PATCH', { token: upload.token, headers: tus(offset) })
}

/** Asks a server where an upload goes on. */
export async function offsetOf(server: string, upload: OwnUpload): Promise<number> {
  const said = await ask(addressOf(server, upload), 'HEAD', { token: upload.token, headers: tus() })
  return Number(said.headers['upload-offset'])
}
