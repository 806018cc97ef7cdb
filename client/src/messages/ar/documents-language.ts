import type { DocumentsLanguage } from '../language.ts'
import { access } from './access.ts'
import { documents } from './documents.ts'
import { files } from './files.ts'
import { library } from './library.ts'
import { link } from './link.ts'
import { profile } from './profile.ts'
import { session } from './session.ts'
import { viewer } from './viewer.ts'

export const language: DocumentsLanguage = {
  documents,
  files,
  library,
  link,
  profile,
  session,
  viewer,
  problems: access,
}
