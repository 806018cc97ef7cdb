import type { Migration } from 'kysely/migration'
import { liveTransfer } from './001-live-transfer.ts'
import { identity } from './002-identity.ts'
import { wholeBodies } from './003-whole-bodies.ts'
import { uploads } from './004-uploads.ts'
import { audit } from './005-audit.ts'
import { ticketsByAge } from './006-tickets-by-age.ts'
import { access } from './007-access.ts'
import { erasing } from './008-erasing.ts'
import { doubt } from './009-doubt.ts'
import { desks } from './010-desks.ts'
import { documents } from './011-documents.ts'
import { links } from './012-links.ts'
import { libraries } from './013-libraries.ts'
import { askers } from './014-askers.ts'
import { named } from './015-named.ts'
import { fileThumbnails } from './016-file-thumbnails.ts'
import { webhooks } from './017-webhooks.ts'
import { nodes } from './018-nodes.ts'
import { receivingNodes } from './019-receiving-nodes.ts'
import { openRequests } from './020-open-requests.ts'
import { present } from './021-present.ts'
import { closedConnections } from './022-closed-connections.ts'
import { missingBytes } from './023-missing-bytes.ts'

/** Every migration from an empty database to the present tables, in the order of their names. */
export const migrations: Record<string, Migration> = {
  '001-live-transfer': { up: liveTransfer },
  '002-identity': { up: identity },
  '003-whole-bodies': { up: wholeBodies },
  '004-uploads': { up: uploads },
  '005-audit': { up: audit },
  '006-tickets-by-age': { up: ticketsByAge },
  '007-access': { up: access },
  '008-erasing': { up: erasing },
  '009-doubt': { up: doubt },
  '010-desks': { up: desks },
  '011-documents': { up: documents },
  '012-links': { up: links },
  '013-libraries': { up: libraries },
  '014-askers': { up: askers },
  '015-named': { up: named },
  '016-file-thumbnails': { up: fileThumbnails },
  '017-webhooks': { up: webhooks },
  '018-nodes': { up: nodes },
  '019-receiving-nodes': { up: receivingNodes },
  '020-open-requests': { up: openRequests },
  '021-present': { up: present },
  '022-closed-connections': { up: closedConnections },
  '023-missing-bytes': { up: missingBytes },
}
