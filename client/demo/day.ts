// The practitioner's day: three sessions, each with its card of documents, and the library.
import { startDocumentsPage } from './documents-page.ts'
import { demoMeeting } from './people.ts'
import { drawSessions } from './sessions.ts'

startDocumentsPage(
  'day',
  { title: 'dayTitle', person: demoMeeting.practitioner, whole: 'chairside-library' },
  (day, make) =>
    drawSessions(day, {
      unfolds: true,
      fill: (appointment) => make('chairside-session-documents', { appointment, 'heading-level': '3' }),
    }),
)
