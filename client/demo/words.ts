// The demo's own words; the elements have theirs. Slovak names stay in the first case, after a colon or a comma.
const english = {
  demo: 'Demo',
  pages: 'Pages',
  call: 'Call',
  desk: 'Desk',
  day: 'Day',
  programme: 'Programme',
  now: 'Now',
  nowBefore: 'Before the session',
  nowAt: 'At the session',
  nowAfter: 'After the session',
  annaPaid: 'Anna has paid',
  consentExpired: 'Her consent form has expired',
  wrongCodes: 'Wrong codes at her link',
  phone: 'As Anna’s phone',
  dayTitle: 'Your day',
  programmeTitle: 'Your programme',
  openSession: 'Open the session',
  closeSession: 'Back to the day',
  libraryTab: 'Documents',
  calendarTab: 'Calendar',
  programmeTab: 'Programme',
  filesTab: 'Files',
  consultation: 'Consultation',
  yoga: 'Gentle yoga for a stiff neck',
  review: 'Review of the plan',
  groupOf: 'Group session, 12 clients',
  withAnna: 'Anna Nováková',
  theme: 'Theme',
  themeAuto: 'Auto',
  themeLight: 'Light',
  themeDark: 'Dark',
  language: 'Language',
  rightToLeft: 'Right to left',
  slowLine: 'Slow line',
  cutLine: 'Cut my line for {seconds}',
  lineIsCut: 'Line is cut: {seconds}',
  controls: 'Call controls',
  mute: 'Mute',
  stopVideo: 'Stop video',
  leave: 'Leave the call',
  myApps: 'My Apps',
  fileTransfer: 'File Transfer',
  cameraOff: 'Your camera is off',
  appointment: 'Appointment with {name}',
  deskTitle: 'Your desk',
  waitingRoom: 'Waiting room',
  waitingTitle: '{name} will be with you soon',
  waitingNote: 'Files that you get before the call are already here. Enter the call whenever you like.',
  enter: 'Enter the call',
  leftPlace: 'Outside the call',
  leftTitle: 'You left the call',
  leftNote: 'File Transfer goes on. You can go back to the call at any time.',
  enterAgain: 'Go back to the call',
  linkMissing: 'This page needs its link',
  linkMissingNote: 'Open the link that “npm start” printed. It carries your key to the appointment.',
  serverMissing: 'The server does not answer',
  serverMissingNote: 'Start it with “npm start”, then load this page again.',
}

export type Word = keyof typeof english
type Language = 'en' | 'sk'

const slovak: Record<Word, string> = {
  demo: 'Ukážka',
  pages: 'Stránky',
  call: 'Hovor',
  desk: 'Prehľad',
  day: 'Deň',
  programme: 'Program',
  now: 'Teraz',
  nowBefore: 'Pred stretnutím',
  nowAt: 'Počas stretnutia',
  nowAfter: 'Po stretnutí',
  annaPaid: 'Platba: Anna',
  consentExpired: 'Jej súhlas vypršal',
  wrongCodes: 'Nesprávne kódy na jej odkaze',
  phone: 'Ako telefón (Anna)',
  dayTitle: 'Váš deň',
  programmeTitle: 'Váš program',
  openSession: 'Otvoriť stretnutie',
  closeSession: 'Späť na deň',
  libraryTab: 'Dokumenty',
  calendarTab: 'Kalendár',
  programmeTab: 'Program',
  filesTab: 'Súbory',
  consultation: 'Konzultácia',
  yoga: 'Jemná joga na stuhnutý krk',
  review: 'Kontrola plánu',
  groupOf: 'Skupinové stretnutie, 12 klientov',
  withAnna: 'Anna Nováková',
  theme: 'Vzhľad',
  themeAuto: 'Automaticky',
  themeLight: 'Svetlý',
  themeDark: 'Tmavý',
  language: 'Jazyk',
  rightToLeft: 'Sprava doľava',
  slowLine: 'Pomalé pripojenie',
  cutLine: 'Prerušiť pripojenie na {seconds}',
  lineIsCut: 'Pripojenie je prerušené: {seconds}',
  controls: 'Ovládanie hovoru',
  mute: 'Stlmiť mikrofón',
  stopVideo: 'Vypnúť video',
  leave: 'Opustiť hovor',
  myApps: 'Moje aplikácie',
  fileTransfer: 'Prenos súborov',
  cameraOff: 'Vaša kamera je vypnutá',
  appointment: 'Konzultácia: {name}',
  deskTitle: 'Môj prehľad',
  waitingRoom: 'Čakáreň',
  waitingTitle: '{name} sa vám čoskoro bude venovať',
  waitingNote: 'Súbory, ktoré dostanete pred hovorom, nájdete už tu. Do hovoru môžete vstúpiť kedykoľvek.',
  enter: 'Vstúpiť do hovoru',
  leftPlace: 'Mimo hovoru',
  leftTitle: 'Opustili ste hovor',
  leftNote: 'Prenos súborov pokračuje. Do hovoru sa môžete kedykoľvek vrátiť.',
  enterAgain: 'Vrátiť sa do hovoru',
  linkMissing: 'Táto stránka potrebuje svoj odkaz',
  linkMissingNote: 'Otvorte odkaz, ktorý vypísal príkaz „npm start“. Je v ňom váš kľúč ku konzultácii.',
  serverMissing: 'Server neodpovedá',
  serverMissingNote: 'Spustite ho príkazom „npm start“ a stránku načítajte znova.',
}

const words: Record<Language, Record<Word, string>> = { en: english, sk: slovak }

/** Names with a count, one for each form that the language's plural rules know. */
const newFiles: Record<Language, Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }> = {
  en: { other: '{name}, {count} new' },
  sk: { one: '{name}, {count} nový', few: '{name}, {count} nové', other: '{name}, {count} nových' },
}

let language: Language = 'en'
const followers: (() => void)[] = []

export const languageNow = () => language

export const word = (key: Word, values: Record<string, string> = {}) =>
  Object.entries(values).reduce(
    (text, [name, value]) => text.replace(`{${name}}`, value),
    words[language][key],
  )

export const withCount = (name: string, count: number) => {
  const form = newFiles[language][new Intl.PluralRules(language).select(count)] ?? newFiles[language].other
  return form.replace('{name}', name).replace('{count}', String(count))
}

/** "10 s" in the page's language, with the space that does not break. */
export const seconds = (count: number) =>
  new Intl.NumberFormat(language, { style: 'unit', unit: 'second', unitDisplay: 'short' })
    .format(count)
    .replace('sec', 's')
    .replace(' ', '\u00a0')

/** Runs now and whenever the language changes. */
export const inEveryLanguage = (write: () => void) => {
  followers.push(write)
  write()
}

/** The demo itself has words in two languages, and says English beside elements of another one. */
export const speak = (next: string) => {
  language = next === 'sk' ? 'sk' : 'en'
  document.documentElement.lang = language
  for (const place of document.querySelectorAll<HTMLElement>('[data-words]'))
    place.textContent = word(place.dataset.words as Word)
  for (const place of document.querySelectorAll<HTMLElement>('[data-label]'))
    place.ariaLabel = word(place.dataset.label as Word)
  for (const write of followers) write()
}
