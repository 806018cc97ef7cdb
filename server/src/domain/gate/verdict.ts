import {
  ChairsideError,
  type ErrorCode,
  errorKinds,
  type FileFlag,
  type FileType,
  type Problem,
} from '@chairside/protocol'

/** A property of a content. Clients never see `template` and `active` (a PDF with actions). */
export type Flag = FileFlag | 'template' | 'active'

/** A content of one of the types that the gate knows. */
export interface Content {
  readonly type: FileType
  readonly flags: readonly Flag[]
  /** Width × height of a picture, as its header states; 0 when unknown. */
  readonly pixels?: number
}

/** The verdict on a content. */
export type Verdict =
  | {
      readonly state: 'accepted'
      /** `other` is any unknown type except programs; only a policy that keeps others accepts it. */
      readonly type: FileType | 'other'
      readonly flags: readonly Flag[]
      /** The media type to serve it as, and whether a browser may show it in place. */
      readonly mime: string
      readonly inline: boolean
    }
  /** `type` is set when the content is of a known type and was refused for another reason. */
  | { readonly state: 'refused'; readonly problem: Problem; readonly type?: FileType }

/** Refuses the content that is being read: throws a ChairsideError. `extension` is the ending that it would have. */
export function refuse(code: ErrorCode, extension?: string): never {
  throw new ChairsideError(extension === undefined ? code : { code, extension })
}

/** The problem of an error thrown by `refuse` (status 415); undefined for every other error. */
export function refusalOf(error: unknown): Problem | undefined {
  const refused = error instanceof ChairsideError && errorKinds[error.code].status === 415
  return refused ? error.problem : undefined
}
