/** Reads single settings from the environment, and collects what is wrong with them. */
export interface SettingsReader {
  readonly production: boolean
  /** One plain sentence each. */
  readonly problems: string[]
  /** A setting without blanks around it; undefined where it is missing or empty. */
  text(name: string): string | undefined
  /** A whole number between two others. */
  whole(name: string, fallback: number, least: number, most: number): number
}
