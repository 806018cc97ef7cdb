import type { ChairsideError, ErrorCode, Why } from '@chairside/protocol'

/*
 * What the author of a page reads in the console of the browser, in English. It is fetched when something is wrong with how
 * the page embeds an element.
 */

const ask = 'The token comes from your backend: POST /v1/appointments/{id}/tokens for a call'

const reasons: Readonly<Record<Why, string>> = {
  threw: 'Your token function threw this. It is asked again.',
  'no-answer-yet': 'Your token function has not answered for 2 s yet. It is waited for.',
  'no-answer': 'Your token function did not answer within 30 s. It is asked again.',
  'no-text':
    'Your token function gave no text: an object, undefined, or an empty text. Let it give the field `token` of the backend’s answer.',
  bearer: 'The token begins with "Bearer". Give it without that.',
  html: 'What came is HTML: probably the page of your login, or an error page of your backend.',
  json: 'What came is JSON: probably the whole answer. Give its field `token`.',
  'no-jwt':
    'A token is three parts with dots between them. If this is your API key: it must never be in a page. Take it out, and change it where others could read it.',
  'of-a-desk': `This is the token of a desk, which <chairside-desk> takes. ${ask}.`,
  'of-an-appointment':
    'This is the token of one appointment, which <chairside-transfer> takes. For a desk: POST /v1/practitioners/{id}/tokens.',
  'of-another-appointment':
    'The attribute `appointment` names another appointment than the token. Fetch the token of the appointment that is shown.',
  'of-a-patient': 'This is the token of a patient; the element is for practitioners and staff.',
  'of-a-practitioner': 'This is the token of a practitioner or of staff; the element is for patients.',
  'of-patient-files': `This is the token of a patient’s files, which <chairside-files> takes. ${ask}.`,
  'another-server':
    'Another server answers there, or another path of it: look at host, port and path of `url`. It has no `/v1`; without `https://` it is a path of your own page.',
  unreachable:
    'Nothing listens there, its name is not known, or its certificate is not trusted: look at scheme, host and port of `url`.',
  silent:
    'Nothing has answered for 2 s yet: look at host and port of `url`, and at firewalls. It is tried again.',
  policy:
    'The Content-Security-Policy of the page forbids it. Name the server in `connect-src`, also with its scheme as `wss:`.',
  'mixed-content': 'This page came by https, and `url` begins with http. Serve Chairside by https as well.',
}

const codes: Readonly<Partial<Record<ErrorCode, string>>> = {
  EMBED_INVALID: '',
  NO_TOKEN: '',
  NO_SERVER: '',
  BLOCKED_BY_PAGE: '',
  TOKEN_MISPLACED: '',
  BAD_REQUEST: 'Look at `url`: it begins with https:// or http://, or is a path of your own page.',
  UNAUTHENTICATED: '',
  TOKEN_INVALID: 'Is it the token of another server, or was TOKEN_SECRET changed?',
  TOKEN_EXPIRED: 'Give a function as the property `token`: it is asked again when a token has expired.',
  TOKEN_NOT_YET_VALID: '',
  ORIGIN_NOT_ALLOWED: 'ALLOWED_ORIGINS is a setting of the server. It tries again every 15 s.',
  NOT_FOUND:
    'If nothing is shown: the appointment or the person of the token is not registered here, or no longer.',
  UNSUPPORTED_VERSION: '',
}

/** What the author of a page can do about an error; undefined if it is none of the author's. */
export function adviceOn({ code, problem: { why } }: ChairsideError): string | undefined {
  return why ? reasons[why] : codes[code]
}
