/** The most ids in one query: databases limit the number of parameters. */
const mostAsked = 4096

/** Asks for these ids in parts. Pads each part to a power of two, so that few prepared texts serve all lengths. */
export async function inParts<Row>(
  ids: readonly string[],
  ask: (some: readonly string[]) => Promise<Row[]>,
): Promise<Row[]> {
  const found: Row[] = []
  for (let at = 0; at < ids.length; at += mostAsked) {
    const some = ids.slice(at, at + mostAsked)
    const round = 2 ** Math.ceil(Math.log2(some.length))
    found.push(...(await ask([...some, ...Array(round - some.length).fill(some.at(-1))])))
  }
  return found
}
