/** iPhones and iPads save without showing where; an iPad says that it is a Mac. */
export function savesOutOfSight(): boolean {
  const { userAgent, maxTouchPoints } = navigator
  return /iPhone|iPod|iPad/.test(userAgent) || (userAgent.includes('Macintosh') && maxTouchPoints > 1)
}
