const them = (text: string) => ({ few: text, many: text, other: text })

/** The sentences of `en/again.ts` in Czech. */
export const again = {
  chooseYoursAgain: {
    one: 'Vyberte svůj soubor znovu.',
    few: 'Vyberte znovu své {count} soubory.',
    many: 'Vyberte znovu {count} souboru.',
    other: 'Vyberte znovu svých {count} souborů.',
  },
  loadedAnew: {
    one: 'Tato stránka se načetla znovu a soubor už nemůže přečíst. Odeslaná část zůstala uložená: pokračuje se tam, kde se skončilo.',
    ...them(
      'Tato stránka se načetla znovu a soubory už nemůže přečíst. Odeslaná část zůstala uložená: pokračuje se tam, kde se skončilo.',
    ),
  },
  senderGone: {
    one: 'Stránka, která soubor odesílala, je zavřená nebo nemá připojení. Odeslaná část zůstala uložená: pokračuje se tam, kde se skončilo.',
    ...them(
      'Stránka, která soubory odesílala, je zavřená nebo nemá připojení. Odeslaná část zůstala uložená: pokračuje se tam, kde se skončilo.',
    ),
  },
  neverSent: {
    one: 'Tato stránka se načetla znovu dřív, než se soubor mohl odeslat.',
    ...them('Tato stránka se načetla znovu dřív, než se soubory mohly odeslat.'),
  },
  browserAsks: {
    one: 'Prohlížeč se zeptá, než váš soubor znovu přečte.',
    few: 'Prohlížeč se zeptá, než vaše {count} soubory znovu přečte.',
    many: 'Prohlížeč se zeptá, než znovu přečte {count} souboru.',
    other: 'Prohlížeč se zeptá, než vašich {count} souborů znovu přečte.',
  },
  goesOn: 'Odeslaná část zůstala uložená: pokračuje se tam, kde se skončilo.',
  strangers: {
    one: '{files} je jiný soubor. Neodeslal se.',
    ...them('{files} jsou jiné soubory. Neodeslaly se.'),
  },
  youWereSending: 'Nedokončené odesílání',
  doneOf: 'doručeno: {done} z {count}',
  chooseItAgain: 'Vyberte ho znovu · {size}',
  notSentYet: 'Zatím neodesláno',
  forgetUnsent: 'Neodeslat {file}',
  saidChoosesAgain: 'Pozastaveno: {files}. {name} to musí vybrat znovu.',
  choosesAgain: 'Pozastaveno. {name} musí soubor vybrat znovu',
} as const
