import type { TableIn } from '../table.ts'

/** The Slovak sentences of the desk, and the reasons for a refusal in two or three words. */
export const desk = {
  // The desk.
  deskTitle: 'Môj prehľad',
  deskCounts: '{day} · {counts}',
  countInCall: '{count} v hovore',
  countWaiting: {
    one: '{count} čaká',
    few: '{count} čakajú',
    many: '{count} čaká',
    other: '{count} čaká',
  },
  waitingRoom: 'Čakáreň',
  inACall: 'V hovore',
  waitingFor: {
    one: 'Čaká {count} minútu',
    few: 'Čaká {count} minúty',
    many: 'Čaká {count} minúty',
    other: 'Čaká {count} minút',
  },
  waitingForAppointment: {
    one: 'Čaká {count} minútu · konzultácia {time}',
    few: 'Čaká {count} minúty · konzultácia {time}',
    many: 'Čaká {count} minúty · konzultácia {time}',
    other: 'Čaká {count} minút · konzultácia {time}',
  },
  justCameIn: 'Práve v čakárni',
  justCameInAppointment: 'Práve v čakárni · konzultácia {time}',
  inCallSince: 'V hovore od {time}',
  leftWaitingRoom: '{name} už nie je v čakárni',
  leftCall: '{name} už nie je v hovore',
  filesArriving: {
    one: 'Prijíma sa {count} súbor',
    few: 'Prijímajú sa {count} súbory',
    many: 'Prijíma sa {count} súboru',
    other: 'Prijíma sa {count} súborov',
  },
  filesToDecide: 'Na rozhodnutie: {count}',
  askedForFiles: 'Žiadosť odoslaná',
  files: 'Súbory',
  filesOfPerson: 'Súbory: {name}',
  closeFilesOf: 'Zavrieť súbory: {name}',
  nobodyWaiting: 'Nikto nečaká',
  nobodyWaitingText: 'Pacienti sa tu zobrazia, keď otvoria svoju konzultáciu.',

  // Why a file was refused, for the other side.
  reasonType: 'nepovolený typ',
  reasonCheck: 'neprešiel kontrolou',
  reasonSize: 'príliš veľký',
  reasonEmpty: 'prázdny',
  reasonName: 'nepoužiteľný názov',
  reasonDamaged: 'poškodený',
  reasonLocked: 'chránený heslom',
  reasonMacros: 'obsahuje makrá',
  reasonHarmful: 'škodlivý, odstránený',
  reasonUndecided: 'kontrola nevie rozhodnúť, odstránený',
  reasonStopped: 'zastavené',
} as const satisfies Partial<TableIn<'one' | 'few' | 'many' | 'other'>>
