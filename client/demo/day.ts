// The practitioner's day: three sessions, each with its card of documents, the library, and the profile of a client.
import { startDocumentsPage } from './documents-page.ts'
import { loadPatientDocuments } from './panel.ts'
import { demoMeeting } from './people.ts'
import { drawSessions } from './sessions.ts'

startDocumentsPage(
  'day',
  {
    title: 'dayTitle',
    person: demoMeeting.practitioner,
    whole: ['chairside-library', 'chairside-patient-documents'],
    load: loadPatientDocuments,
  },
  (day, make) =>
    drawSessions(day, {
      unfolds: true,
      fill: (appointment) => make('chairside-session-documents', { appointment, 'heading-level': '3' }),
    }),
)
