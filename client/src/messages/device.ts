/** Whether this is an iPhone or iPad. An iPad calls itself a Mac. */
export function onIphone(): boolean {
  if (typeof navigator === 'undefined') return false
  const { userAgent = '', maxTouchPoints = 0 } = navigator
  return /iPhone|iPod|iPad/.test(userAgent) || (userAgent.includes('Macintosh') && maxTouchPoints > 1)
}
