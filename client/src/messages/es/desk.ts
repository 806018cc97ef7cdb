import type { TableIn } from '../table.ts'

/** The Spanish sentences of the desk, and the reasons for a refusal in two or three words. */
export const desk = {
  // The desk.
  deskTitle: 'Su escritorio',
  deskCounts: '{day} · {counts}',
  countInCall: '{count} en llamada',
  countWaiting: '{count} en espera',
  waitingRoom: 'Sala de espera',
  inACall: 'En llamada',
  waitingFor: {
    one: 'Espera desde hace {count} minuto',
    many: 'Espera desde hace {count} minutos',
    other: 'Espera desde hace {count} minutos',
  },
  waitingForAppointment: {
    one: 'Espera desde hace {count} minuto · cita a las {time}',
    many: 'Espera desde hace {count} minutos · cita a las {time}',
    other: 'Espera desde hace {count} minutos · cita a las {time}',
  },
  justCameIn: 'Acaba de llegar',
  justCameInAppointment: 'Acaba de llegar · cita a las {time}',
  inCallSince: 'En llamada desde las {time}',
  leftWaitingRoom: '{name} ha salido de la sala de espera',
  leftCall: '{name} ha salido de la llamada',
  filesArriving: {
    one: 'Recibiendo {count} archivo',
    many: 'Recibiendo {count} archivos',
    other: 'Recibiendo {count} archivos',
  },
  filesToDecide: {
    one: '{count} archivo por decidir',
    many: '{count} archivos por decidir',
    other: '{count} archivos por decidir',
  },
  askedForFiles: 'Archivos solicitados',
  files: 'Archivos',
  filesOfPerson: 'Archivos de {name}',
  closeFilesOf: 'Cerrar los archivos de {name}',
  nobodyWaiting: 'No hay nadie en espera',
  nobodyWaitingText: 'Sus pacientes aparecen aquí cuando abren su cita.',

  // Why a file was refused, for the other side.
  reasonType: 'tipo no admitido',
  reasonCheck: 'no superó el análisis',
  reasonSize: 'demasiado grande',
  reasonEmpty: 'vacío',
  reasonName: 'nombre no válido',
  reasonDamaged: 'dañado',
  reasonLocked: 'protegido con contraseña',
  reasonMacros: 'contiene macros',
  reasonHarmful: 'dañino, eliminado',
  reasonUndecided: 'análisis no concluyente, eliminado',
  reasonStopped: 'detenido',
} as const satisfies Partial<TableIn<'one' | 'many' | 'other'>>
