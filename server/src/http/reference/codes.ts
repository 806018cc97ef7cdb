import {
  type ErrorCode,
  errorCodes,
  errorKinds,
  httpCommands,
  type Route,
  type RouteName,
  routes,
} from '@chairside/protocol'

/** What is found wrong with a content, once its bytes have come. */
const verdicts = errorCodes.filter(
  (code) => [415, 422].includes(errorKinds[code].status) && code !== 'MEDIA_TYPE_NOT_SUPPORTED',
)

const oneFile = ['FILENAME_INVALID', 'EXTENSION_NOT_ALLOWED', 'EMPTY', 'FILE_TOO_LARGE'] as const
const exchange = ['APPOINTMENT_ENDED', 'PLAN_REQUIRED', 'ONE_TO_ONE_ONLY'] as const
const batch = [...oneFile, 'FILE_COUNT_LIMIT', 'TRANSFER_TOO_LARGE', 'APPOINTMENT_FULL', 'CONFLICT'] as const
const offer = [...exchange, ...batch, 'NOT_ASKED', 'RECIPIENT_GONE'] as const
const gone = ['WITHDRAWN', 'EXPIRED', 'CONTENT_GONE'] as const
const closed = ['NOT_YET', 'DOCUMENT_EXPIRED', 'CODE_NEEDED'] as const
const ticket = [...gone, ...closed, 'NOT_READY', 'DOWNLOADS_FULL', 'ACCESS_ENDED', ...verdicts] as const
const content = [...ticket, 'TICKET_INVALID', 'TICKET_EXPIRED', 'CONTENT_CHANGED', 'SHUTTING_DOWN'] as const
const other = ['UPLOAD_OFFSET_MISMATCH', 'UPLOAD_TAKEN_OVER'] as const
const where = [
  ...gone,
  ...other,
  'CONFLICT',
  'SIZE_MISMATCH',
  'CONTENT_LOST',
  'UPLOAD_MIXED',
  ...verdicts,
] as const
const bytes = [...where, 'UPLOAD_TOO_SLOW', 'CHECK_UNAVAILABLE', 'SHUTTING_DOWN'] as const
const find = [...where, 'UPLOAD_VERSION_UNSUPPORTED', 'SHUTTING_DOWN'] as const
const send = [...bytes, 'UPLOAD_VERSION_UNSUPPORTED'] as const
// A POST that speaks no draft is no command here.
const create = [...bytes, 'UNKNOWN_COMMAND'] as const
const form = [...bytes, 'MULTIPART_INVALID', 'PART_UNKNOWN', 'FILE_COUNT_LIMIT', 'FILE_TOO_LARGE'] as const
const give = ['CONFLICT', 'WITHDRAWN', 'EXPIRED', 'UPLOAD_VERSION_UNSUPPORTED'] as const
const attach = ['APPOINTMENT_FULL', 'CONFLICT'] as const
const code = ['CODE_NEEDED', 'CODE_WRONG', 'CODE_WAIT', 'CODE_USED_UP', 'CODE_EXPIRED', 'CODE_USED'] as const
const wait = ['RATE_LIMITED', 'SHUTTING_DOWN'] as const

/** The codes of each call beside those that follow from its caller and its body. */
const own: { readonly [Name in RouteName]?: readonly ErrorCode[] } = {
  registerAppointment: ['APPOINTMENT_ENDED'],
  changePatient: ['APPOINTMENT_ENDED'],
  issueToken: ['APPOINTMENT_ENDED'],
  offerTransfer: offer,
  isReady: ['SHUTTING_DOWN'],
  awaitSnapshot: wait,
  awaitLive: wait,
  sendForm: form,
  issueTicket: ticket,
  findUpload: find,
  sendBytes: send,
  createUpload: create,
  endUpload: give,
  createDocument: [...oneFile, ...attach, 'LIBRARY_FULL'],
  changeDocument: ['CONFLICT', 'FILENAME_INVALID'],
  decideDocument: ['CONFLICT'],
  findDocumentUpload: find,
  sendDocumentBytes: send,
  createDocumentUpload: create,
  endDocumentUpload: give,
  sendDocumentForm: form,
  issueDocumentTicket: ticket,
  readThumbnail: [...closed, 'NOT_READY'],
  readFileThumbnail: gone,
  attachDocument: attach,
  changeAttachment: attach,
  attachToMany: attach,
  keepFile: ['CONFLICT', 'LIBRARY_FULL', 'NOT_READY', ...gone],
  issueArchiveTicket: ['NOTHING_TO_PACK', 'DOWNLOADS_FULL'],
  issueProfileArchiveTicket: ['NOTHING_TO_PACK', 'DOWNLOADS_FULL'],
  readArchive: [...content, 'NOTHING_TO_PACK', 'RATE_LIMITED', 'NOT_FOUND'],
  shareDocument: ['NOT_READY', 'NOT_THEIRS', 'CONFLICT'],
  restoreLink: ['CONFLICT'],
  issueCode: ['CONFLICT', 'CODE_NOT_NEEDED'],
  unlockLink: ['CONFLICT', 'CODE_NOT_NEEDED', 'NOT_TOGETHER'],
  lookAtLink: ['LINK_GONE', 'RATE_LIMITED'],
  openLink: ['LINK_GONE', 'RATE_LIMITED', ...closed, ...code],
  askForLinkCode: ['LINK_GONE', 'RATE_LIMITED', ...closed],
  openDocument: [...closed, ...code],
  askForDocumentCode: closed,
  awaitAccess: wait,
  issueAccessTicket: [...ticket, 'SAVING_NOT_ALLOWED', 'NOT_FOUND'],
  countView: closed,
  putWebhook: ['CONFLICT'],
  readContent: [...content, 'RATE_LIMITED', 'NOT_FOUND'],
  describeContent: [...content, 'RATE_LIMITED', 'NOT_FOUND'],
  'transfer:offer': offer,
  'transfer:add': [...exchange, ...batch, 'TRANSFER_CLOSED'],
  'file:withdraw': ['CONFLICT', 'EXPIRED'],
  'file:prompted': ['CONFLICT'],
  'file:dismiss': ['CONFLICT'],
  'file:missing': ['CONFLICT', ...gone],
  'file:decide': ['CONFLICT'],
  'request:ask': [...exchange, 'CONFLICT', 'RECIPIENT_GONE', 'APPOINTMENT_FULL', 'NOTE_TOO_LONG'],
  'request:decline': [...exchange, 'CONFLICT', 'NOTE_TOO_LONG'],
  'request:note': ['CONFLICT', 'NOTE_TOO_LONG'],
  'request:withdraw': ['CONFLICT'],
}

/** Those that make or replace what they name, or that are about nothing. */
const unbound: readonly RouteName[] = [
  'registerAppointment',
  'issueFilesToken',
  'exportAudit',
  'listWebhooks',
  'readHealth',
  'putWebhook',
]

/** Those that ask nothing of the records. */
const withoutRecords: readonly RouteName[] = ['isLive', 'describeServer', 'describeSocket']

const token = [
  ...['UNAUTHENTICATED', 'TOKEN_INVALID', 'TOKEN_EXPIRED', 'TOKEN_NOT_YET_VALID', 'KEYS_UNAVAILABLE'],
] as ErrorCode[]

function ofCaller(name: RouteName, { caller, method, takesAs, path }: Route): readonly ErrorCode[] {
  const isUpload = takesAs !== undefined || path.endsWith('/upload')
  const rate: readonly ErrorCode[] = isUpload && method !== 'DELETE' ? [] : ['RATE_LIMITED']
  switch (caller) {
    case 'anyone':
      return []
    case 'access':
      return ['ACCESS_ENDED', ...rate]
    case 'backend':
      return unbound.includes(name) ? ['UNAUTHENTICATED'] : ['UNAUTHENTICATED', 'NOT_FOUND']
    case 'participant':
    case 'either':
      return [...token, 'NOT_FOUND', ...rate]
  }
}

function ofBody({ method, takes, takesAs, params, query }: Route): readonly ErrorCode[] {
  const brings = !['GET', 'HEAD', 'OPTIONS'].includes(method)
  const isRead = [params, query].some((one) => Object.keys(one?.properties ?? {}).length > 0)
  const hasJson = takes !== undefined || takesAs === undefined
  return [
    ...(isRead || brings ? (['BAD_REQUEST'] as const) : []),
    ...(brings ? (['MEDIA_TYPE_NOT_SUPPORTED', 'BODY_TOO_LARGE'] as const) : []),
    ...(brings && hasJson ? (['REQUEST_TOO_SLOW'] as const) : []),
  ]
}

/**
 * The codes with which a call can be refused, in the order of the table. Every test run compares them with what the server
 * really answered (`test/run.ts`).
 */
export function codesOf(name: RouteName): readonly ErrorCode[] {
  const route: Route = routes[name]
  const reads = withoutRecords.includes(name)
  const all = new Set<ErrorCode>([
    ...ofCaller(name, route),
    ...ofBody(route),
    ...(own[name] ?? []),
    ...(name === 'isLive' ? [] : (['ORIGIN_NOT_ALLOWED'] as const)),
    ...(reads ? [] : (['STORAGE_FULL', 'STORAGE_UNAVAILABLE'] as const)),
    'INTERNAL',
  ])
  return errorCodes.filter((one) => all.has(one))
}

/** The codes with which a command on the socket can be refused. */
export function codesOfCommand(name: string): readonly ErrorCode[] {
  const known = httpCommands.find((one) => one === name)
  const all = new Set<ErrorCode>([
    ...(known === undefined ? [] : (own[known] ?? [])),
    ...([
      'BAD_REQUEST',
      'NOT_FOUND',
      'RATE_LIMITED',
      'STORAGE_FULL',
      'STORAGE_UNAVAILABLE',
      'INTERNAL',
    ] as const),
  ])
  return errorCodes.filter((one) => all.has(one))
}
