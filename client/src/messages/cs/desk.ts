import type { TableIn } from '../table.ts'

/** The Czech sentences of the desk, and the reasons for a refusal in two or three words. */
export const desk = {
  // The desk.
  deskTitle: 'Můj přehled',
  deskCounts: '{day} · {counts}',
  countInCall: '{count} v hovoru',
  countWaiting: {
    one: '{count} čeká',
    few: '{count} čekají',
    many: '{count} čeká',
    other: '{count} čeká',
  },
  waitingRoom: 'Čekárna',
  inACall: 'V hovoru',
  waitingFor: {
    one: 'Čeká {count} minutu',
    few: 'Čeká {count} minuty',
    many: 'Čeká {count} minuty',
    other: 'Čeká {count} minut',
  },
  waitingForAppointment: {
    one: 'Čeká {count} minutu · konzultace {time}',
    few: 'Čeká {count} minuty · konzultace {time}',
    many: 'Čeká {count} minuty · konzultace {time}',
    other: 'Čeká {count} minut · konzultace {time}',
  },
  justCameIn: 'Právě v čekárně',
  justCameInAppointment: 'Právě v čekárně · konzultace {time}',
  inCallSince: 'V hovoru od {time}',
  leftWaitingRoom: '{name} už není v čekárně',
  leftCall: '{name} už není v hovoru',
  filesArriving: {
    one: 'Přijímá se {count} soubor',
    few: 'Přijímají se {count} soubory',
    many: 'Přijímá se {count} souboru',
    other: 'Přijímá se {count} souborů',
  },
  filesToDecide: 'K rozhodnutí: {count}',
  askedForFiles: 'Žádost odeslána',
  files: 'Soubory',
  filesOfPerson: 'Soubory: {name}',
  closeFilesOf: 'Zavřít soubory: {name}',
  nobodyWaiting: 'Nikdo nečeká',
  nobodyWaitingText: 'Kdo otevře svou konzultaci, zobrazí se tady.',

  // Why a file was refused, for the other side.
  reasonType: 'nepovolený typ',
  reasonCheck: 'neprošel kontrolou',
  reasonSize: 'příliš velký',
  reasonEmpty: 'prázdný',
  reasonName: 'nepoužitelný název',
  reasonDamaged: 'poškozený',
  reasonLocked: 'chráněný heslem',
  reasonMacros: 'obsahuje makra',
  reasonHarmful: 'škodlivý, smazán',
  reasonUndecided: 'kontrola nedokáže rozhodnout, smazán',
  reasonStopped: 'zastaveno',
} as const satisfies Partial<TableIn<'one' | 'few' | 'many' | 'other'>>
