/**
 * The CPU time of two works in µs, of the median of seven rounds by their relation. Both are in each round: a machine that is
 * slow for a while is slow for both.
 */
export async function costsOf(one: () => unknown, other: () => unknown): Promise<[number, number]> {
  const cost = async (work: () => unknown): Promise<number> => {
    const before = process.cpuUsage()
    await work()
    const { user, system } = process.cpuUsage(before)
    return user + system
  }
  await cost(one)
  const rounds: [number, number][] = []
  for (let round = 0; round < 7; round += 1) rounds.push([await cost(one), await cost(other)])
  rounds.sort((a, b) => a[1] / a[0] - b[1] / b[0])
  return rounds[3] ?? [0, 0]
}
