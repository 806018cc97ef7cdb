/** How a part of an uploaded form is named. */
export interface PartName {
  /** The field's name: an id, or any text. */
  readonly field: string
  readonly filename: string | undefined
}

/** The uploads to which the parts of a form may belong. */
export interface Parts {
  /** The id of the upload that a part belongs to. Throws PART_UNKNOWN. */
  idOf(part: PartName): string
  /** The ids of the uploads for which bytes are still to come. */
  readonly wanted: readonly string[]
}
