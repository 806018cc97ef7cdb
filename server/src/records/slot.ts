/** A placeholder for an argument, for a member of it, or for a column of one of its rows. */
export class Slot {
  readonly argument: number
  readonly path: readonly (string | number)[]

  constructor(argument: number, ...path: readonly (string | number)[]) {
    this.argument = argument
    this.path = path
  }

  in(values: readonly unknown[]): unknown {
    let value = values[this.argument]
    for (const member of this.path) value = (value as Record<string | number, unknown>)[member]
    return value
  }
}
