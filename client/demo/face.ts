// The drawn person blinks now and then. A class for a moment, not an endless animation: the page stays idle between.
const BLINK_MS = 140

export const blinkNowAndThen = (face: Element) => {
  const still = matchMedia('(prefers-reduced-motion: reduce)')
  const blink = () => {
    if (!still.matches && !document.hidden) {
      face.classList.add('is-blinking')
      setTimeout(() => face.classList.remove('is-blinking'), BLINK_MS)
    }
    setTimeout(blink, 2500 + Math.random() * 4000)
  }
  setTimeout(blink, 2000)
}
