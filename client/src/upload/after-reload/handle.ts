/**
 * A file of the device that can be opened again later, as the browser's own picker and a drop give it
 * (https://fs.spec.whatwg.org and https://wicg.github.io/file-system-access); not every browser can.
 */
export interface FileHandle extends FileSystemFileHandle {
  queryPermission?(wanted: { mode: 'read' }): Promise<PermissionState>
  requestPermission?(wanted: { mode: 'read' }): Promise<PermissionState>
}

/** Whether the page may read it now: `prompt` means that a person is asked first, with a tap or click of theirs. */
export async function mayRead(handle: FileHandle): Promise<PermissionState> {
  return (await handle.queryPermission?.({ mode: 'read' })) ?? 'granted'
}

/** Asks the person; only within a tap or click of theirs. */
export async function askToRead(handle: FileHandle): Promise<PermissionState> {
  return (await handle.requestPermission?.({ mode: 'read' })) ?? 'granted'
}

/**
 * What tells a file from one that was put in its place since: a digest (SHA-256, hex) of its name and its last change
 * under the id that it was offered with, so that the same name never has the same fingerprint twice.
 */
export async function fingerprintOf(id: string, { name, lastModified }: File): Promise<string> {
  const text = new TextEncoder().encode(`${id}\n${name}\n${lastModified}`)
  const digest = await crypto.subtle.digest('SHA-256', text)
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
