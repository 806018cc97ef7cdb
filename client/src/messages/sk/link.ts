import type { linkEn } from '../en/link.ts'
import type { TableIn } from '../table.ts'
import type { Forms } from './said.ts'

/** What the page of a share link says, in Slovak. */
export const link: TableIn<Forms, typeof linkEn> = {
  pageTitle: 'Dokument pre vás',
  documentsOf: 'Dokumenty: {name}',
  loading: 'Chvíľu strpenia…',

  normalTitle: 'Dokument pre vás',
  normalFrom: 'Od: {name}.',
  normalUntil: 'Otvoriť ho môžete do: {day}.',
  open: 'Otvoriť dokument',
  openSeen: '{name} uvidí, kedy ho otvoríte.',
  openSeenUnnamed: 'Kto vám ho poslal, uvidí, kedy ho otvoríte.',

  codeTitle: 'Zadajte svoj kód',
  codeFrom: 'Máte tu dokument. Od: {name}. Kód príde inou cestou ako tento odkaz.',
  codeFromUnnamed: 'Máte tu dokument. Kód príde inou cestou ako tento odkaz.',
  codeField: 'Prístupový kód',
  codeHint: 'Šesť číslic',
  codeShort: 'Kód má šesť číslic. Skontrolujte ho a zadajte znova.',
  codeWrong: {
    one: 'Tento kód nie je správny. Skontrolujte ho a zadajte znova. Zostáva {count} pokus.',
    few: 'Tento kód nie je správny. Skontrolujte ho a zadajte znova. Zostávajú {count} pokusy.',
    many: 'Tento kód nie je správny. Skontrolujte ho a zadajte znova. Zostáva {count} pokusu.',
    other: 'Tento kód nie je správny. Skontrolujte ho a zadajte znova. Zostáva {count} pokusov.',
  },
  codeWait: {
    one: 'Tento kód nie je správny. Znova to môžete skúsiť o {count} sekundu.',
    few: 'Tento kód nie je správny. Znova to môžete skúsiť o {count} sekundy.',
    many: 'Tento kód nie je správny. Znova to môžete skúsiť o {count} sekundy.',
    other: 'Tento kód nie je správny. Znova to môžete skúsiť o {count} sekúnd.',
  },
  codeWaitHeard: 'Tento kód nie je správny. Chvíľu počkajte, potom to môžete skúsiť znova.',
  codeTries: {
    one: 'Zostáva {count} pokus.',
    few: 'Zostávajú {count} pokusy.',
    many: 'Zostáva {count} pokusu.',
    other: 'Zostáva {count} pokusov.',
  },
  codeExpired: 'Tento kód už neplatí. Požiadajte o nový.',
  codeUsedElsewhere: 'Tento kód sa už použil na inej stránke. Požiadajte o nový.',
  noCode: 'Nemám kód',

  usedUpTitle: 'Tento kód už neplatí',
  usedUpText: 'Desaťkrát bol zadaný nesprávne. {name} o tom vie a môže pre vás vydať nový.',
  usedUpTextUnnamed: 'Desaťkrát bol zadaný nesprávne. Kto vám dokument poslal, o tom vie a môže vydať nový.',
  usedUpKeep: 'Tento odkaz si nechajte: nový kód bude fungovať tu.',

  askedTitle: '{name} o tom už vie',
  askedTitleUnnamed: 'Váš lekár o tom už vie',
  askedText:
    'O kód ste požiadali o {time}. Príde inou cestou ako tento odkaz: v správe, alebo vám ho nadiktujú.',
  askedClose: 'Túto stránku môžete zavrieť a vrátiť sa neskôr.',

  unlockingTitle: 'Otvára sa pre vás',
  unlockingText: 'Dokument sa odomkol počas hovoru ({name}). Kód nepotrebujete.',
  unlockingTextUnnamed: 'Dokument sa odomkol počas hovoru. Kód nepotrebujete.',
  unlocking: 'Dokument sa otvára…',

  openTitle: 'Váš dokument je otvorený',
  view: 'Zobraziť dokument',
  notShown: 'Tento druh dokumentu tu nemožno zobraziť ani stiahnuť. Obráťte sa na osobu, ktorá ho zdieľala.',
  openFor: {
    one: 'Otvorený ešte {count} minútu, do {time}.',
    few: 'Otvorený ešte {count} minúty, do {time}.',
    many: 'Otvorený ešte {count} minúty, do {time}.',
    other: 'Otvorený ešte {count} minút, do {time}.',
  },
  openForShort: {
    one: 'Otvorený {count} minútu · do {time}',
    few: 'Otvorený {count} minúty · do {time}',
    many: 'Otvorený {count} minúty · do {time}',
    other: 'Otvorený {count} minút · do {time}',
  },
  openSees: '{name} uvidí, kedy si ho pozriete.',
  openSeesUnnamed: 'Kto vám ho poslal, uvidí, kedy si ho pozriete.',
  left: {
    one: 'Zostáva {count} minúta',
    few: 'Zostávajú {count} minúty',
    many: 'Zostáva {count} minúty',
    other: 'Zostáva {count} minút',
  },
  leftSoon: 'Zostáva menej ako minúta',
  stay: 'Zostať',

  closedTitle: 'Opäť zatvorený',
  closedText: 'Čas uplynul. Ak chcete čítať ďalej na strane {count}, zadajte kód znova.',
  closedNormal: 'Čas uplynul. Dokument môžete otvoriť znova.',

  goneTitle: 'Tento odkaz už nefunguje',
  goneText: 'Požiadajte o nový toho, kto vám ho poslal.',

  expiredTitle: 'Platnosť odkazu vypršala',
  expiredText: 'Fungoval do: {day}.',
  expiredAsk: 'O nový požiadajte: {name}.',

  laterTitle: 'Zatiaľ sa nedá otvoriť',
  laterText: 'Otvorí sa samo: {when}.',

  incompleteTitle: 'Otvorte odkaz priamo zo správy',
  incompleteText: 'Časť adresy sa cestou sem stratila.',
  incompleteHow:
    'Vráťte sa do správy a ťuknite na odkaz v nej. Ak sa neotvorí, podržte na ňom prst, skopírujte ho a vložte sem.',
  incompleteField: 'Celý odkaz',
  incompleteOpen: 'Otvoriť',
  incompleteWrong: 'Toto nie je celý odkaz. Končí sa znakom # a písmenami.',

  noConnectionTitle: 'Bez pripojenia',
  noConnectionText: 'Váš kód sa nepoužil. Keď budete späť online, pokračuje sa samo.',
  troubleTitle: 'Toto sa nepodarilo',
  troubleText: 'Niečo na našej strane nefungovalo. Skúste to o chvíľu znova.',
  notDownloaded: 'Dokument sa nepodarilo stiahnuť. Skúste to znova.',
}
