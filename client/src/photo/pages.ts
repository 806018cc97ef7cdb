/** The fewest bytes of a read. */
const pageBytes = 256 * 1024

/** Reads a blob in pages and keeps the last page. Gives fewer bytes only at the end of the blob. */
export function pagesOf(blob: Blob): (at: number, length: number) => Promise<Uint8Array<ArrayBuffer>> {
  let start = 0
  let page = new Uint8Array(0)
  return async (at, length) => {
    const end = Math.min(at + length, blob.size)
    if (at < start || end > start + page.length) {
      start = at
      page = new Uint8Array(await blob.slice(at, at + Math.max(length, pageBytes)).arrayBuffer())
    }
    return page.subarray(at - start, Math.max(at, end) - start)
  }
}
