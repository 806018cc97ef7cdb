/** Objects as NDJSON: one JSON text a line. */
export async function* asLines(objects: AsyncIterable<unknown>): AsyncIterable<string> {
  for await (const object of objects) yield `${JSON.stringify(object)}\n`
}
