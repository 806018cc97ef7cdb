/**
 * A file of the device that the page can open again later. The picker and a drop give handles, not in every browser
 * (https://fs.spec.whatwg.org and https://wicg.github.io/file-system-access).
 */
export interface FileHandle extends FileSystemFileHandle {
  queryPermission?(wanted: { mode: 'read' }): Promise<PermissionState>
  requestPermission?(wanted: { mode: 'read' }): Promise<PermissionState>
}

/** Whether the page may read the file now; `prompt`: the browser asks the person first, within a tap or click. */
export async function mayRead(handle: FileHandle): Promise<PermissionState> {
  return (await handle.queryPermission?.({ mode: 'read' })) ?? 'granted'
}

/** Lets the browser ask the person; call it within a tap or click. */
export async function askToRead(handle: FileHandle): Promise<PermissionState> {
  return (await handle.requestPermission?.({ mode: 'read' })) ?? 'granted'
}

/**
 * Gives a digest (SHA-256, hex) of a file's offered id, name and last change: it differs if another file was put in its
 * place. Because of the id, two offers of one name have different fingerprints.
 */
export async function fingerprintOf(id: string, { name, lastModified }: File): Promise<string> {
  const text = new TextEncoder().encode(`${id}\n${name}\n${lastModified}`)
  const digest = await crypto.subtle.digest('SHA-256', text)
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
