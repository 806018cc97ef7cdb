import type { TableIn } from '../table.ts'

/** The French sentences of the desk, and the reasons for a refusal in two or three words. */
export const desk = {
  // The desk.
  deskTitle: 'Votre bureau',
  deskCounts: '{day} · {counts}',
  countInCall: '{count} en appel',
  countWaiting: '{count} en attente',
  waitingRoom: 'Salle d’attente',
  inACall: 'En appel',
  waitingFor: {
    one: 'Attend depuis {count} minute',
    many: 'Attend depuis {count} minutes',
    other: 'Attend depuis {count} minutes',
  },
  waitingForAppointment: {
    one: 'Attend depuis {count} minute · rendez-vous à {time}',
    many: 'Attend depuis {count} minutes · rendez-vous à {time}',
    other: 'Attend depuis {count} minutes · rendez-vous à {time}',
  },
  justCameIn: 'Vient d’arriver',
  justCameInAppointment: 'Vient d’arriver · rendez-vous à {time}',
  inCallSince: 'En appel depuis {time}',
  leftWaitingRoom: '{name} a quitté la salle d’attente',
  leftCall: '{name} a quitté l’appel',
  filesArriving: {
    one: '{count} fichier en cours de réception',
    many: '{count} fichiers en cours de réception',
    other: '{count} fichiers en cours de réception',
  },
  filesToDecide: {
    one: '{count} décision à prendre',
    many: '{count} décisions à prendre',
    other: '{count} décisions à prendre',
  },
  askedForFiles: 'Fichiers demandés',
  files: 'Fichiers',
  filesOfPerson: 'Fichiers\u00A0: {name}',
  closeFilesOf: 'Fermer les fichiers\u00A0: {name}',
  nobodyWaiting: 'Personne n’attend',
  nobodyWaitingText: 'Les patients apparaissent ici lorsqu’ils ouvrent leur rendez-vous.',

  // Why a file was refused, for the other side.
  reasonType: 'type non accepté',
  reasonCheck: 'n’a pas passé le contrôle',
  reasonSize: 'trop volumineux',
  reasonEmpty: 'vide',
  reasonName: 'nom inutilisable',
  reasonDamaged: 'endommagé',
  reasonLocked: 'protégé par un mot de passe',
  reasonMacros: 'contient des macros',
  reasonHarmful: 'dangereux, supprimé',
  reasonUndecided: 'contrôle non concluant, supprimé',
  reasonStopped: 'arrêté',
} as const satisfies Partial<TableIn<'one' | 'many' | 'other'>>
