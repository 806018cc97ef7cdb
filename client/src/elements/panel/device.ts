/** Whether the browser saves files without showing where: on iPhones and iPads. An iPad calls itself a Mac. */
export function savesOutOfSight(): boolean {
  const { userAgent, maxTouchPoints } = navigator
  return /iPhone|iPod|iPad/.test(userAgent) || (userAgent.includes('Macintosh') && maxTouchPoints > 1)
}
