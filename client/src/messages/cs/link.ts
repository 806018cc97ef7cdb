import type { linkEn } from '../en/link.ts'
import type { TableIn } from '../table.ts'
import type { Forms } from './said.ts'

/** What the page of a share link says, in Czech. */
export const link: TableIn<Forms, typeof linkEn> = {
  pageTitle: 'Dokument pro vás',
  documentsOf: 'Dokumenty: {name}',
  loading: 'Okamžik…',

  normalTitle: 'Dokument pro vás',
  normalFrom: 'Od: {name}.',
  normalUntil: 'Otevřít ho můžete do {day}.',
  open: 'Otevřít dokument',
  openSeen: '{name} uvidí, kdy ho otevřete.',
  openSeenUnnamed: 'Osoba, která ho sdílí, uvidí, kdy ho otevřete.',

  codeTitle: 'Zadejte svůj kód',
  codeFrom: 'Máte tu dokument. Od: {name}. Kód přijde jinou cestou než tento odkaz.',
  codeFromUnnamed: 'Máte tu dokument. Kód přijde jinou cestou než tento odkaz.',
  codeField: 'Přístupový kód',
  codeHint: 'Šest číslic',
  codeShort: 'Kód má šest číslic. Zkontrolujte ho a zadejte znovu.',
  codeWrong: {
    one: 'Tento kód není správný. Zkontrolujte ho a zadejte znovu. Zbývá vám {count} pokus.',
    few: 'Tento kód není správný. Zkontrolujte ho a zadejte znovu. Zbývají vám {count} pokusy.',
    many: 'Tento kód není správný. Zkontrolujte ho a zadejte znovu. Zbývá vám {count} pokusu.',
    other: 'Tento kód není správný. Zkontrolujte ho a zadejte znovu. Zbývá vám {count} pokusů.',
  },
  codeWait: {
    one: 'Tento kód není správný. Znovu to můžete zkusit za {count} sekundu.',
    few: 'Tento kód není správný. Znovu to můžete zkusit za {count} sekundy.',
    many: 'Tento kód není správný. Znovu to můžete zkusit za {count} sekundy.',
    other: 'Tento kód není správný. Znovu to můžete zkusit za {count} sekund.',
  },
  codeWaitHeard: 'Tento kód není správný. Chvíli počkejte, pak to můžete zkusit znovu.',
  codeTries: {
    one: 'Zbývá vám {count} pokus.',
    few: 'Zbývají vám {count} pokusy.',
    many: 'Zbývá vám {count} pokusu.',
    other: 'Zbývá vám {count} pokusů.',
  },
  codeExpired: 'Tento kód už neplatí. Požádejte o nový.',
  codeUsedElsewhere: 'Tento kód už byl použit na jiné stránce. Požádejte o nový.',
  noCode: 'Nemám kód',

  usedUpTitle: 'Tento kód už neplatí',
  usedUpText: 'Desetkrát byl zadán špatně. {name} o tom ví a může pro vás vytvořit nový.',
  usedUpTextUnnamed:
    'Desetkrát byl zadán špatně. Osoba, která dokument sdílí, o tom ví a může pro vás vytvořit nový.',
  usedUpKeep: 'Tento odkaz si nechte: nový kód bude fungovat tady.',

  askedTitle: '{name} o tom už ví',
  askedTitleUnnamed: 'Vaše ordinace o tom už ví',
  askedText:
    'Žádost o kód je odeslaná ({time}). Kód přijde jinou cestou než tento odkaz: ve zprávě, nebo vám ho nadiktují.',
  askedClose: 'Tuto stránku můžete zavřít a vrátit se později.',

  unlockingTitle: 'Otevírá se pro vás',
  unlockingText: 'Dokument je po dobu hovoru odemčený ({name}). Kód nepotřebujete.',
  unlockingTextUnnamed: 'Dokument je po dobu hovoru odemčený. Kód nepotřebujete.',
  unlocking: 'Dokument se otevírá…',

  openTitle: 'Váš dokument je otevřený',
  view: 'Zobrazit dokument',
  notShown: 'Tento druh dokumentu tu nelze zobrazit ani stáhnout. Obraťte se na osobu, která ho sdílí.',
  openFor: {
    one: 'Otevřený ještě {count} minutu, do {time}.',
    few: 'Otevřený ještě {count} minuty, do {time}.',
    many: 'Otevřený ještě {count} minuty, do {time}.',
    other: 'Otevřený ještě {count} minut, do {time}.',
  },
  openForShort: {
    one: 'Otevřený {count} minutu · do {time}',
    few: 'Otevřený {count} minuty · do {time}',
    many: 'Otevřený {count} minuty · do {time}',
    other: 'Otevřený {count} minut · do {time}',
  },
  openSees: '{name} uvidí, kdy si ho prohlédnete.',
  openSeesUnnamed: 'Osoba, která ho sdílí, uvidí, kdy si ho prohlédnete.',
  left: {
    one: 'Zbývá {count} minuta',
    few: 'Zbývají {count} minuty',
    many: 'Zbývá {count} minuty',
    other: 'Zbývá {count} minut',
  },
  leftSoon: 'Zbývá méně než minuta',
  stay: 'Nechat otevřené',

  closedTitle: 'Znovu zavřený',
  closedText: 'Čas vypršel. Chcete-li číst dál na straně {count}, zadejte kód znovu.',
  closedNormal: 'Čas vypršel. Dokument můžete otevřít znovu.',

  goneTitle: 'Tento odkaz už nefunguje',
  goneText: 'Požádejte o nový osobu, od které ho máte.',

  expiredTitle: 'Platnost odkazu vypršela',
  expiredText: 'Fungoval do {day}.',
  expiredAsk: 'Nový odkaz vám dá {name}.',

  laterTitle: 'Zatím nelze otevřít',
  laterText: 'Otevře se samo: {when}.',

  incompleteTitle: 'Otevřete odkaz přímo ze zprávy',
  incompleteText: 'Část adresy se cestou sem ztratila.',
  incompleteHow:
    'Vraťte se do zprávy a klepněte na odkaz v ní. Pokud se neotevře, podržte na něm prst, zkopírujte ho a vložte sem.',
  incompleteField: 'Celý odkaz',
  incompleteOpen: 'Otevřít',
  incompleteWrong: 'Toto není celý odkaz. Končí znakem # a písmeny.',

  noConnectionTitle: 'Bez připojení',
  noConnectionText: 'Váš kód se nepoužil. Až budete zase online, bude se samo pokračovat.',
  troubleTitle: 'Tohle se nepovedlo',
  troubleText: 'Něco na naší straně nefungovalo. Zkuste to za chvíli znovu.',
  notDownloaded: 'Dokument se nepodařilo stáhnout. Zkuste to znovu.',
}
