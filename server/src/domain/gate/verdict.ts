import {
  ChairsideError,
  type ErrorCode,
  errorKinds,
  type FileFlag,
  type FileType,
  type Problem,
} from '@chairside/protocol'

/** What is known of a content beside its type: what people are told, a template, and a PDF that can act. */
export type Flag = FileFlag | 'template' | 'active'

/** A content of one of the types that the gate knows. */
export interface Content {
  readonly type: FileType
  readonly flags: readonly Flag[]
  /** Of a picture, as it says; 0 where it does not. */
  readonly pixels?: number
}

/** The verdict on a content. */
export type Verdict =
  | {
      readonly state: 'accepted'
      /** `other` is what only the policy for material keeps: content of any other type, unless it is a program. */
      readonly type: FileType | 'other'
      readonly flags: readonly Flag[]
      /** The media type to serve it as, and whether a browser may show it in place. */
      readonly mime: string
      readonly inline: boolean
    }
  /** `type` where the content is of a known type and was refused for something else. */
  | { readonly state: 'refused'; readonly problem: Problem; readonly type?: FileType }

/** Ends the reading of a content: it is refused, for this reason. `extension` is the ending that it would have. */
export function refuse(code: ErrorCode, extension?: string): never {
  throw new ChairsideError(extension === undefined ? code : { code, extension })
}

/** Why a content was refused; undefined for an error that is none of the content's. */
export function refusalOf(error: unknown): Problem | undefined {
  const refused = error instanceof ChairsideError && errorKinds[error.code].status === 415
  return refused ? error.problem : undefined
}
