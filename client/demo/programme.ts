// A client's page: the sessions of their programme with what can be opened, and the tab of all their files.
import { startDocumentsPage } from './documents-page.ts'
import { loadDocuments } from './panel.ts'
import { demoMeeting } from './people.ts'
import { drawSessions } from './sessions.ts'

startDocumentsPage(
  'programme',
  {
    title: 'programmeTitle',
    person: demoMeeting.patient,
    whole: ['chairside-files'],
    load: loadDocuments,
  },
  (day, make) =>
    drawSessions(day, {
      unfolds: false,
      fill: (appointment) => make('chairside-files', { view: 'inline', appointment, 'heading-level': '3' }),
    }),
)
