const them = (text: string) => ({ few: text, many: text, other: text })

/** The sentences of `again-en.ts` in Slovak. */
export const again = {
  chooseYoursAgain: {
    one: 'Vyberte svoj súbor znova.',
    few: 'Vyberte znova svoje {count} súbory.',
    many: 'Vyberte znova {count} súboru.',
    other: 'Vyberte znova svojich {count} súborov.',
  },
  loadedAnew: {
    one: 'Táto stránka sa načítala nanovo a už ho nevie prečítať. Čo sa odoslalo, je v bezpečí: pokračuje sa tam, kde sa prestalo.',
    ...them(
      'Táto stránka sa načítala nanovo a už ich nevie prečítať. Čo sa odoslalo, je v bezpečí: pokračuje sa tam, kde sa prestalo.',
    ),
  },
  senderGone: {
    one: 'Stránka, ktorá ho odosielala, je zatvorená alebo nemá spojenie. Čo sa odoslalo, je v bezpečí: pokračuje sa tam, kde sa prestalo.',
    ...them(
      'Stránka, ktorá ich odosielala, je zatvorená alebo nemá spojenie. Čo sa odoslalo, je v bezpečí: pokračuje sa tam, kde sa prestalo.',
    ),
  },
  neverSent: {
    one: 'Táto stránka sa načítala nanovo skôr, než sa dal odoslať.',
    ...them('Táto stránka sa načítala nanovo skôr, než sa dali odoslať.'),
  },
  browserAsks: {
    one: 'Prehliadač sa opýta, kým znova prečíta váš súbor.',
    few: 'Prehliadač sa opýta, kým znova prečíta vaše {count} súbory.',
    many: 'Prehliadač sa opýta, kým znova prečíta {count} súboru.',
    other: 'Prehliadač sa opýta, kým znova prečíta vašich {count} súborov.',
  },
  goesOn: 'Čo sa odoslalo, je v bezpečí: pokračuje sa tam, kde sa prestalo.',
  strangers: {
    one: '{files} je iný súbor. Neodoslal sa.',
    ...them('{files} sú iné súbory. Neodoslali sa.'),
  },
  youWereSending: 'Odosielalo sa',
  doneOf: 'doručené: {done} z {count}',
  chooseItAgain: 'Vyberte ho znova · {size}',
  notSentYet: 'Zatiaľ neodoslané',
  forgetUnsent: 'Neodoslať {file}',
  saidChoosesAgain: 'Pozastavené: {files}. {name} to musí vybrať znova.',
  choosesAgain: 'Pozastavené. {name} musí súbor vybrať znova',
} as const
