import type { Route } from '@chairside/protocol'

const groups = [
  [
    'Appointments',
    'Registering, reading, ending and erasing appointments and people',
    /^\/v1\/(appointments\/\{id\}(\/patients.*)?$|people\/)/,
  ],
  ['Tokens', 'Tokens for pages', /\/tokens$/],
  ['Audit', 'What happened, for your records', /\/audit$/],
  [
    'Live exchange',
    'Transfers, files and what a page without a socket asks for',
    /^\/v1\/(transfers|files|live|appointments\/\{id\}\/(transfers|snapshot))/,
  ],
  ['Commands', 'The commands of the socket over HTTP', /^\/v1\/commands\//],
  [
    'Links',
    'Share links, access codes and access sessions',
    /^\/v1\/(links|accesses)|\/links\/|^\/v1\/documents\/\{id\}\/(look|open|ask)$/,
  ],
  [
    'Profiles',
    'What stands on a patient’s profile, and who has viewed it',
    /\/patients\/\{patient\}(\/documents)?$|\/views$|\/viewed$/,
  ],
  [
    'Documents',
    'Libraries, and what is attached to appointments',
    /^\/v1\/(documents|practitioners|templates|patients|appointments)/,
  ],
  ['Webhooks', 'How your backend hears what happens', /^\/v1\/webhooks/],
  ['Contents', 'What tickets open', /^\/v1\/(content|archives)\//],
  ['Server', 'Health, and these descriptions', /^\//],
] as const

/** The groups of calls, in the order of the reference. */
export const tags = groups.map(([name, description]) => ({ name, description }))

/** The group of a call. */
export const tagOf = ({ path }: Pick<Route, 'path'>): string =>
  groups.find(([, , pattern]) => pattern.test(path))?.[0] ?? 'Server'
