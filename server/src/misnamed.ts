const prefix = 'CHAIRSIDE_'

// Kubernetes sets these for a service called chairside, in every container beside it.
const ofKubernetes = /^CHAIRSIDE_(SERVICE_(HOST|PORT)|PORT)(_|$)/

/**
 * Gives one plain sentence for each variable that is no setting and likely meant as one: those that begin with
 * `CHAIRSIDE_`, and those that differ by a letter or two from a setting that is not set.
 *
 * @param settings the names of all settings
 */
export function misnamed(
  env: Readonly<Record<string, string | undefined>>,
  settings: ReadonlySet<string>,
): string[] {
  const isSet = (name: string): boolean => (env[name]?.trim() ?? '') !== ''
  return Object.keys(env)
    .filter((name) => isSet(name) && !settings.has(name) && !ofKubernetes.test(name))
    .flatMap((name) => {
      const bare = name.startsWith(prefix) ? name.slice(prefix.length) : undefined
      const meant = [...settings].filter((setting) => isLike(bare ?? name, setting) || setting === bare)
      const [missing] = meant.filter((setting) => !isSet(setting))
      if (missing !== undefined)
        return [`${name} is no setting; ${missing} may be meant. Name it rightly, or take it away.`]
      return bare === undefined || meant.length > 0
        ? []
        : [`${name} is no setting. Settings have no such beginning; take it away.`]
    })
}

/** Whether a name may be a mistyped setting. False for short settings such as HOST, which resemble other names. */
function isLike(name: string, setting: string): boolean {
  const most = setting.length < 6 ? -1 : setting.length < 9 ? 1 : 2
  return Math.abs(name.length - setting.length) <= most && distance(name.toUpperCase(), setting) <= most
}

/** How many letters must be put in, taken out or changed to make one text the other (Levenshtein's distance). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1]
    for (const [at, wanted] of [...other].entries()) {
      const changed = (row[at] ?? 0) + (letter === wanted ? 0 : 1)
      next.push(Math.min(changed, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
