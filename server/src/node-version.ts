/** The oldest Node that has everything that the server needs, as in `engines` of package.json. */
const oldest = [24, 9] as const

/** One sentence when this version of Node (such as "22.1.0") is too old for the server; else undefined. */
export function whyTooOld(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return undefined
  return `Chairside needs Node ${oldest.join('.')} or newer; this is ${version}. Start it with a newer one.`
}
