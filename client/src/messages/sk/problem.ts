import type { ProblemSentences } from '../language.ts'
import type { Message } from '../table.ts'
import { found, states } from './found.ts'

const count = (one: string, few: string, many: string, other: string): Message => ({ one, few, many, other })

const sendAnother = 'Pošlite PDF, JPG, PNG alebo súbor Word, PowerPoint či Excel.'

const again = 'Otvorte ho, uložte znova a pošlite ten.'
const damaged = `Tento súbor je poškodený. ${again}`
const damagedBy = (how: string): string => `Tento súbor je poškodený: ${how}. ${again}`
const unlikeItsName = (how: string): string => `Obsah tohto súboru nezodpovedá názvu: ${how}. ${again}`

const codes: ProblemSentences['codes'] = {
  BAD_REQUEST: 'Tento príkaz sa nedá prečítať{why}. Opravte ho a pošlite znova.',
  UNKNOWN_COMMAND: 'Taký príkaz tu nie je. Pozrite si /openapi.json a balík protokolu.',
  UNSUPPORTED_VERSION: 'Server a aplikácia hovoria inou verziou protokolu. Aktualizujte staršiu z nich.',
  NOTE_TOO_LONG: count(
    'Tento text má {count} znak; najviac ich môže mať {limit}. Skráťte ho.',
    'Tento text má {count} znaky; najviac ich môže mať {limit}. Skráťte ho.',
    'Tento text má {count} znaku; najviac ich môže mať {limit}. Skráťte ho.',
    'Tento text má {count} znakov; najviac ich môže mať {limit}. Skráťte ho.',
  ),
  MULTIPART_INVALID: 'Telo multipart nie je úplné alebo správne{why}. Pošlite ho celé znova.',
  PART_UNKNOWN:
    'Časť formulára nepatrí k žiadnemu súboru alebo môže patriť k viacerým. Pomenujte každú časť podľa id jej súboru.',
  MEDIA_TYPE_NOT_SUPPORTED: 'Táto adresa neprijíma telo tohto typu{why}. Použite typ podľa dokumentácie.',
  BODY_TOO_LARGE: 'Tento príkaz má viac než {limitSize}. Príkazy sú malé; súbory majú vlastnú adresu.',
  UNAUTHENTICATED: 'Prihlásenie sa skončilo. Prihláste sa znova a skúste to ešte raz.',
  TOKEN_INVALID: 'Tento token nie je určený pre tento server. Vyžiadajte si nový.',
  TOKEN_EXPIRED: 'Platnosť tokenu vypršala. Vyžiadajte si nový.',
  TOKEN_NOT_YET_VALID: 'Tento token ešte neplatí. Skontrolujte hodiny zariadenia, ktoré ho vytvorilo.',
  DOWNLOADS_FULL: 'Naraz beží priveľa sťahovaní{why}. Počkajte, kým sa jedno skončí, a skúste to znova.',
  KEYS_UNAVAILABLE:
    'Teraz sa nedá overiť, kto tento token vytvoril. Odoslaná časť zostala uložená. Skúste to o chvíľu.',
  TICKET_INVALID: 'Táto adresa na stiahnutie nie je naša alebo bola zmenená. Vyžiadajte si novú.',
  TICKET_EXPIRED: 'Platnosť adresy na stiahnutie vypršala. Vyžiadajte si novú; súbor tu stále je.',
  ORIGIN_NOT_ALLOWED: 'Stránky z tejto adresy nemôžu používať tento server. Pridajte ju do ALLOWED_ORIGINS.',
  EMBED_INVALID: 'Táto stránka ešte nemá nastavený prenos súborov: {field} chýba alebo je nesprávne.',
  NO_TOKEN: 'Táto stránka zatiaľ nemá prístup k prenosu súborov. Skúša to znova sama.',
  TOKEN_MISPLACED: 'Táto stránka používa token, ktorý je určený na niečo iné.',
  NO_SERVER: 'Na adrese {at} zatiaľ neodpovedá server Chairside. Skúša sa to znova.',
  BLOCKED_BY_PAGE: 'Táto stránka nedovoľuje prenosu súborov spojiť sa s {at}.',
  NOT_FOUND: 'Toto tu nie je alebo pre vás nie je dostupné.',
  RATE_LIMITED: 'Priveľa príkazov za krátky čas{why}. Chvíľu počkajte a pokračujte.',
  TOO_MANY_CONNECTIONS:
    'Ste tu pripojení viac než {limit}-krát, preto sa toto pripojenie, najstaršie, zatvorilo. Zatvorte stránky, ktoré nepotrebujete, a túto otvorte znova.',
  ONE_TO_ONE_ONLY: 'Prenos súborov funguje s jedným pacientom naraz. Dokumenty fungujú ďalej.',
  PLAN_REQUIRED: 'Prenos súborov je súčasťou plánov Pro a Clinic.',
  NOT_ASKED: 'Súbory môžete poslať, keď vás o ne požiada {otherName}.',
  APPOINTMENT_ENDED:
    'Konzultácia sa skončila. Nič nové sa už nedá poslať; hotové súbory si ešte môžete uložiť.',
  APPOINTMENT_FULL: 'Vaša strana tejto konzultácie je plná. Zrušte odoslanie súborov, ktoré už netreba.',
  CONFLICT: 'Toto už raz prebehlo inak alebo sa už nedá urobiť{why}. Pozrite si súčasný stav.',
  RECIPIENT_GONE:
    'Osoba, pre ktorú to bolo určené, už v tejto konzultácii nie je. Nič sa neodoslalo. Pozrite sa, kto je tu teraz, a pošlite to znova, ak je to pre ňu.',
  TRANSFER_CLOSED: 'Tento prenos je hotový. Ďalšie súbory pošlite v novom.',
  NOT_READY: 'Tento súbor ešte nie je hotový. Otvoriť sa dá, keď príde a prejde kontrolou.',
  WITHDRAWN: 'Odoslanie tohto súboru bolo zrušené.',
  EXPIRED: 'Tento súbor sa už neuchováva. Súbory zostávajú len určitý čas po konzultácii.',
  LIBRARY_FULL:
    'S týmto dokumentom by vaša knižnica mala {actualSize}; najviac je {limitSize}. Vymažte, čo už nepotrebujete.',
  FILE_COUNT_LIMIT: count(
    'Toto je {count} súbor; naraz sa dá poslať najviac {limit}. Ostatné pošlite potom.',
    'Toto sú {count} súbory; naraz sa dá poslať najviac {limit}. Ostatné pošlite potom.',
    'Toto je {count} súboru; naraz sa dá poslať najviac {limit}. Ostatné pošlite potom.',
    'Toto je {count} súborov; naraz sa dá poslať najviac {limit}. Ostatné pošlite potom.',
  ),
  FILE_TOO_LARGE: 'Tento súbor má {actualSize}; najviac môže mať {limitSize}. Vyberte menší súbor.',
  TRANSFER_TOO_LARGE: 'Tieto súbory majú spolu {actualSize}; najviac je {limitSize}. Jeden odstráňte.',
  SIZE_MISMATCH:
    'Prišlo iné množstvo údajov, než bolo ohlásené. Súbor sa možno počas odosielania zmenil. Vyberte ho znova.',
  EMPTY: 'Tento súbor je prázdny (0 B). Skontrolujte ho a vyberte znova.',
  FILENAME_INVALID: 'Názov tohto súboru nevieme použiť. Premenujte ho a vyberte znova.',
  EXTENSION_NOT_ALLOWED: `Súbory .{extension} sem nepatria. ${sendAnother}`,
  TYPE_NOT_ALLOWED: `Tento typ súboru sem nepatrí. ${sendAnother}`,
  POLYGLOT_ZIP: unlikeItsName('je to aj archív ZIP'),
  POLYGLOT_PDF: unlikeItsName('je to aj PDF'),
  POLYGLOT_DICOM: unlikeItsName('je to aj snímka DICOM'),
  POLYGLOT_TAR: unlikeItsName('je to aj archív TAR'),
  POLYGLOT_ISO: unlikeItsName('je to aj obraz disku'),
  PDF_HEADER_NOT_AT_START:
    'Pred začiatkom tohto PDF je niečo iné. Otvorte ho, uložte znova ako PDF a pošlite ten.',
  BROKEN_PNG: damaged,
  BROKEN_JPEG: damaged,
  IMAGE_TOO_MANY_PIXELS:
    'Tento obrázok má {actualMillions} megapixelov; najviac ich môže mať {limitMillions}. Zmenšite ho a pošlite ten.',
  ZIP_UNREADABLE: damaged,
  ZIP_TRAILING_DATA: damagedBy('je za ním ešte niečo iné'),
  ZIP_PREFIX_DATA: damagedBy('je v ňom viac, než uvádza'),
  ZIP_DUPLICATE_ENTRY: damagedBy('jedna časť je v ňom dvakrát'),
  ZIP_TOO_MANY_ENTRIES: damagedBy('má priveľa častí'),
  ZIP_BOMB: damagedBy('po rozbalení by bol priveľký'),
  NOT_OOXML: unlikeItsName('chýba mu hlavná časť súboru Office'),
  OOXML_BAD_XML: damagedBy('zoznam jeho častí sa nedá prečítať'),
  OOXML_CT_TOO_BIG: damagedBy('zoznam jeho častí je pridlhý'),
  OOXML_AMBIGUOUS: unlikeItsName('je dvoch druhov Office naraz'),
  OOXML_FOREIGN_PARTS: unlikeItsName('je to aj aplikácia alebo dokument iného programu'),
  ENCRYPTED_OOXML:
    'Tento súbor Office je chránený heslom, preto sa nedá skontrolovať. Uložte ho bez hesla a pošlite ten.',
  MACRO_PART: 'Tento súbor obsahuje makrá (malé programy). Uložte ho ako PDF a pošlite ten.',
  CFB_UNREADABLE: damaged,
  CFB_NOT_OFFICE: unlikeItsName('chýba mu hlavná časť súboru Office'),
  CFB_AMBIGUOUS: unlikeItsName('je dvoch druhov Office naraz'),
  INFECTED:
    'Antivírusová kontrola našla v tomto súbore niečo škodlivé. Súbor bol odstránený a nikto ho neotvoril. Neposielajte ho znova.',
  CHECK_UNDECIDED:
    'Antivírusová kontrola nevie o tomto súbore rozhodnúť{why}. Súbor bol odstránený a nikto ho neotvoril. Pošlite ho v inej podobe.',
  CONTENT_GONE: 'Tento súbor sa u nás stratil a už sa nedá otvoriť. Treba ho poslať znova.',
  CONTENT_LOST: 'Odoslaná časť tohto súboru sa u nás stratila. Vyberte ho znova.',
  CONTENT_CHANGED:
    'Toto je iný obsah než ten, ktorý uvádza požiadavka (If-Match). Stiahnite ho znova od začiatku.',
  UPLOAD_OFFSET_MISMATCH: 'Odosielanie stojí inde, než sa čakalo. Pokračuje sa od správneho miesta.',
  UPLOAD_MIXED: 'Čo z tohto súboru prišlo, nepatrí k sebe, a bolo zahodené. Pošlite súbor znova od začiatku.',
  REQUEST_TOO_SLOW: 'Požiadavka prichádzala príliš pomaly a nič sa nevykonalo. Pošlite ju znova.',
  UPLOAD_TOO_SLOW:
    'Pripojenie prenáša príliš málo. Čo sa odoslalo, je v bezpečí. Keď bude lepšie, pokračuje sa samo.',
  UPLOAD_TAKEN_OVER: 'V odosielaní pokračuje novšie pripojenie.',
  UPLOAD_VERSION_UNSUPPORTED: 'Odosielanie tu používa tus 1.0.0. Pošlite „Tus-Resumable: 1.0.0“.',
  CHECK_UNAVAILABLE:
    'Antivírusová kontrola teraz nie je dostupná. Skúšame to znova sami. Dovtedy súbor nikto neotvorí.',
  STORAGE_FULL: 'Pre tento súbor teraz nie je miesto. Odoslaná časť zostala uložená. Skúste to neskôr.',
  STORAGE_UNAVAILABLE: 'Súbory sú teraz nedostupné. Odoslaná časť zostala uložená. Skúste to o chvíľu.',
  LINE_DOWN: 'Server je nedostupný. Odoslaná časť zostala uložená. Skúste to znova.',
  FILE_DIFFERS:
    'Toto nie je súbor, ktorého začiatok už bol odoslaný. Vyberte ten istý súbor znova alebo zrušte jeho odoslanie a pošlite tento.',
  FILE_CHANGED: 'Tento súbor sa vo vašom zariadení po výbere zmenil. Vyberte ho znova.',
  SHUTTING_DOWN: 'Server sa reštartuje. Odoslaná časť zostala uložená. O chvíľu sa pokračuje.',
  INTERNAL: 'Niečo na našej strane nefungovalo. Odoslaná časť zostala uložená.',
}

const kinds: Readonly<Record<string, string>> = {
  jpg: 'obrázok JPG',
  png: 'obrázok PNG',
  gif: 'obrázok GIF',
  webp: 'obrázok WebP',
  bmp: 'obrázok BMP',
  tif: 'obrázok TIFF',
  doc: 'súbor Word',
  docx: 'súbor Word',
  ppt: 'súbor PowerPoint',
  pptx: 'súbor PowerPoint',
  xls: 'starý súbor Excel (.xls)',
  xlsx: 'súbor Excel',
  msg: 'správa Outlook',
  pdf: 'PDF',
  mp4: 'video MP4',
  mov: 'video MOV',
  zip: 'archív ZIP',
  rar: 'archív RAR',
  '7z': 'archív 7-Zip',
  rtf: 'text RTF',
  exe: 'program',
  elf: 'program',
  msi: 'program',
  jar: 'program',
  apk: 'program',
}

/** What is wrong, in Slovak. */
export const problems: ProblemSentences = {
  codes,
  crowded: 'Tento príkaz je priveľký{why}. Príkazy sú malé; súbory majú vlastnú adresu.',
  usedUp: 'Do tejto konzultácie sa už nič nezmestí{why}.',
  unsized:
    'Tento obrázok pri svojom začiatku neuvádza, koľko má pixelov. Otvorte ho, uložte znova a pošlite ten.',
  versions: {
    app: 'Aplikácia hovorí staršou verziou protokolu ({appVersion}) než server ({serverVersion}). Aktualizujte aplikáciu.',
    server:
      'Server hovorí staršou verziou protokolu ({serverVersion}) než aplikácia ({appVersion}). Aktualizujte server.',
  },
  endings: {
    xls: 'Toto je starý súbor Excel (.xls). Uložte ho ako .xlsx a pošlite ten.',
    '': `Tento súbor nemá príponu. ${sendAnother}`,
  },
  older: 'Súbory .{extension} sem nepatria. Uložte ho ako .{newer} a pošlite ten.',
  found,
  states,
  body: 'telo',
  wrongType: {
    unlike: 'Podľa názvu je to {promised}, podľa obsahu nie. Uložte ho znova ako {promised} a pošlite ten.',
    unlikeAt: 'Podľa názvu je to {promised}, podľa obsahu {kind}.',
    unnamed: 'Toto je {kind}. Taký súbor sem nepatrí.',
    unknown: 'Tento typ súboru sem nepatrí.',
    saveAs: 'Uložte ho ako .{newer} a pošlite ten.',
    saveAsPromised: 'Uložte ho ako {promised} a pošlite ten.',
    sendAnother,
    kind: (extension) => kinds[extension] ?? `súbor .${extension}`,
  },
  heic: {
    iphone: 'Toto je fotka HEIC. Vyberte ju z Fotiek, nie zo Súborov, a telefón z nej urobí JPG.',
    elsewhere: 'Toto je fotka HEIC. Najprv ju uložte ako JPG a pošlite tú.',
  },
}
