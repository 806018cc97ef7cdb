/** How long a click or a key counts as just done, in ms: so long it lets a page open windows, too. */
const momentMs = 5_000

/**
 * Whether a person has just clicked or typed. Browsers tell a page that of itself and of every frame in it, and no frame can
 * pretend it. Each press counts once. An older browser tells nothing.
 */
export class LatestPress {
  #takenAt = Number.NEGATIVE_INFINITY

  take(): boolean {
    const now = performance.now()
    const activation: UserActivation | undefined = navigator.userActivation
    if (!activation?.isActive || now - this.#takenAt < momentMs) return false
    this.#takenAt = now
    return true
  }
}
