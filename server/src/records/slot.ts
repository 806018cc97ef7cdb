/** A placeholder for an argument, or for a member of it. */
export class Slot {
  readonly argument: number
  readonly member: string | number | undefined

  constructor(argument: number, member?: string | number) {
    this.argument = argument
    this.member = member
  }

  in(values: readonly unknown[]): unknown {
    const value = values[this.argument]
    return this.member === undefined ? value : (value as Record<string | number, unknown>)[this.member]
  }
}
