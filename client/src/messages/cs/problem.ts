import type { ProblemSentences } from '../language.ts'
import type { Message } from '../table.ts'
import { found, states } from './found.ts'

const count = (one: string, few: string, many: string, other: string): Message => ({ one, few, many, other })

const sendAnother = 'Pošlete PDF, JPG, PNG nebo soubor Word, PowerPoint či Excel.'

const again = 'Otevřete ho, znovu uložte a pošlete nový soubor.'
const damaged = `Tento soubor je poškozený. ${again}`
const damagedBy = (how: string): string => `Tento soubor je poškozený: ${how}. ${again}`
const unlikeItsName = (how: string): string => `Obsah tohoto souboru neodpovídá názvu: ${how}. ${again}`

const codes: ProblemSentences['codes'] = {
  BAD_REQUEST: 'Tento příkaz nelze přečíst{why}. Opravte ho a pošlete znovu.',
  UNKNOWN_COMMAND: 'Takový příkaz tu není. Podívejte se do /openapi.json a do balíčku protokolu.',
  UNSUPPORTED_VERSION: 'Server a aplikace používají různé verze protokolu. Aktualizujte starší z obou stran.',
  NOTE_TOO_LONG: count(
    'Tento text má {count} znak; nejvýše jich může mít {limit}. Zkraťte ho.',
    'Tento text má {count} znaky; nejvýše jich může mít {limit}. Zkraťte ho.',
    'Tento text má {count} znaku; nejvýše jich může mít {limit}. Zkraťte ho.',
    'Tento text má {count} znaků; nejvýše jich může mít {limit}. Zkraťte ho.',
  ),
  MULTIPART_INVALID: 'Tělo multipart není úplné nebo správné{why}. Pošlete ho celé znovu.',
  PART_UNKNOWN:
    'Část formuláře nepatří k žádnému souboru, nebo může patřit k několika. Pojmenujte každou část podle id jejího souboru a pošlete formulář znovu.',
  MEDIA_TYPE_NOT_SUPPORTED: 'Tato adresa nepřijímá tělo tohoto typu{why}. Použijte typ podle dokumentace.',
  BODY_TOO_LARGE: 'Tento příkaz má víc než {limitSize}. Příkazy jsou malé; soubory mají vlastní adresu.',
  UNAUTHENTICATED: 'Přihlášení skončilo. Přihlaste se znovu a zkuste to ještě jednou.',
  TOKEN_INVALID: 'Tento token není určen pro tento server. Vyžádejte si nový.',
  TOKEN_EXPIRED: 'Platnost tokenu vypršela. Vyžádejte si nový.',
  TOKEN_NOT_YET_VALID: 'Tento token ještě neplatí. Zkontrolujte hodiny zařízení, které ho vytvořilo.',
  DOWNLOADS_FULL: 'Najednou běží příliš mnoho stahování{why}. Počkejte, až jedno skončí, a zkuste to znovu.',
  KEYS_UNAVAILABLE:
    'Teď nelze ověřit, kdo tento token vytvořil. Odeslaná část zůstala uložená. Zkuste to za chvíli.',
  TICKET_INVALID: 'Tato adresa ke stažení není naše nebo byla změněna. Vyžádejte si novou.',
  TICKET_EXPIRED: 'Platnost adresy ke stažení vypršela. Vyžádejte si novou; soubor tu stále je.',
  ORIGIN_NOT_ALLOWED: 'Stránky z této adresy nesmějí používat tento server. Přidejte ji do ALLOWED_ORIGINS.',
  EMBED_INVALID: 'Tato stránka ještě nemá nastavený přenos souborů: {field} chybí nebo je špatně.',
  NO_TOKEN: 'Tato stránka zatím nemá přístup k přenosu souborů. Zkouší to znovu sama.',
  TOKEN_MISPLACED: 'Tato stránka používá token, který je určen k něčemu jinému.',
  NO_SERVER: 'Na adrese {at} zatím neodpovídá server Chairside. Zkouší se to znovu.',
  BLOCKED_BY_PAGE: 'Tato stránka nedovoluje přenosu souborů spojit se s {at}.',
  NOT_FOUND: 'Toto tu není, nebo to pro vás není dostupné.',
  RATE_LIMITED: 'Příliš mnoho příkazů za krátkou dobu{why}. Chvíli počkejte a pokračujte.',
  TOO_MANY_CONNECTIONS:
    'Máte tu víc než {limit} připojení, proto se toto, nejstarší, zavřelo. Zavřete stránky, které nepotřebujete, a tuto otevřete znovu.',
  ONE_TO_ONE_ONLY: 'Přenos souborů funguje jen při individuální konzultaci. Dokumenty fungují dál.',
  PLAN_REQUIRED: 'Přenos souborů je součástí tarifů Pro a Clinic.',
  NOT_ASKED: 'Soubory můžete poslat, když vás o ně požádá {otherName}.',
  APPOINTMENT_ENDED:
    'Konzultace skončila. Nic nového už poslat nelze; co je připravené, si ještě můžete uložit.',
  APPOINTMENT_FULL: 'Vaše strana této konzultace je plná. Vezměte zpět soubory, které už nejsou potřeba.',
  CONFLICT: 'Toto už jednou proběhlo jinak, nebo už to nelze udělat{why}. Podívejte se na současný stav.',
  RECIPIENT_GONE:
    'Osoba, pro kterou to bylo určeno, už v této konzultaci není. Nic se neodeslalo. Podívejte se, kdo je tu teď, a pošlete to znovu, pokud je to pro ni.',
  TRANSFER_CLOSED: 'Tento přenos je dokončený. Další soubory pošlete v novém.',
  NOT_READY: 'Tento soubor ještě není připravený. Otevřít ho půjde, až dorazí a projde kontrolou.',
  WITHDRAWN: 'Tento soubor byl vzat zpět.',
  EXPIRED: 'Tento soubor se už neuchovává. Soubory zůstávají jen určitou dobu po konzultaci.',
  LIBRARY_FULL:
    'S tímto dokumentem by vaše knihovna měla {actualSize}; nejvýše může mít {limitSize}. Smažte, co už nepotřebujete.',
  FILE_COUNT_LIMIT: count(
    'Toto je {count} soubor; najednou lze poslat nejvýše {limit}. Ostatní pošlete potom.',
    'Toto jsou {count} soubory; najednou lze poslat nejvýše {limit}. Ostatní pošlete potom.',
    'Toto je {count} souboru; najednou lze poslat nejvýše {limit}. Ostatní pošlete potom.',
    'Toto je {count} souborů; najednou lze poslat nejvýše {limit}. Ostatní pošlete potom.',
  ),
  FILE_TOO_LARGE: 'Tento soubor má {actualSize}; nejvýše může mít {limitSize}. Vyberte menší soubor.',
  TRANSFER_TOO_LARGE:
    'Tyto soubory mají dohromady {actualSize}; nejvýše mohou mít {limitSize}. Jeden odeberte.',
  SIZE_MISMATCH:
    'Přišlo jiné množství dat, než bylo ohlášeno. Soubor se možná během odesílání změnil. Vyberte ho znovu.',
  EMPTY: 'Tento soubor je prázdný (0\u00A0B). Zkontrolujte ho a vyberte znovu.',
  FILENAME_INVALID: 'Název tohoto souboru nelze použít. Přejmenujte ho a vyberte znovu.',
  EXTENSION_NOT_ALLOWED: `Soubory .{extension} sem nepatří. ${sendAnother}`,
  TYPE_NOT_ALLOWED: `Tento typ souboru sem nepatří. ${sendAnother}`,
  POLYGLOT_ZIP: unlikeItsName('je to i archiv ZIP'),
  POLYGLOT_PDF: unlikeItsName('je to i PDF'),
  POLYGLOT_DICOM: unlikeItsName('je to i snímek DICOM'),
  POLYGLOT_TAR: unlikeItsName('je to i archiv TAR'),
  POLYGLOT_ISO: unlikeItsName('je to i obraz disku'),
  PDF_HEADER_NOT_AT_START:
    'Před začátkem tohoto PDF je něco jiného. Otevřete ho, uložte znovu jako PDF a pošlete nový soubor.',
  BROKEN_PNG: damaged,
  BROKEN_JPEG: damaged,
  IMAGE_TOO_MANY_PIXELS:
    'Tento obrázek má {actualMillions} megapixelů; nejvýše jich může mít {limitMillions}. Zmenšete ho a pošlete nový soubor.',
  ZIP_UNREADABLE: damaged,
  ZIP_TRAILING_DATA: damagedBy('je za ním ještě něco jiného'),
  ZIP_PREFIX_DATA: damagedBy('je v něm víc, než uvádí'),
  ZIP_DUPLICATE_ENTRY: damagedBy('jedna část je v něm dvakrát'),
  ZIP_TOO_MANY_ENTRIES: damagedBy('má příliš mnoho částí'),
  ZIP_BOMB: damagedBy('po rozbalení by byl příliš velký'),
  NOT_OOXML: unlikeItsName('chybí mu hlavní část souboru Office'),
  OOXML_BAD_XML: damagedBy('seznam jeho částí nelze přečíst'),
  OOXML_CT_TOO_BIG: damagedBy('seznam jeho částí je příliš dlouhý'),
  OOXML_AMBIGUOUS: unlikeItsName('je dvou druhů Office najednou'),
  OOXML_FOREIGN_PARTS: unlikeItsName('je to i aplikace nebo dokument jiného programu'),
  ENCRYPTED_OOXML:
    'Tento soubor Office je chráněný heslem, proto ho nelze zkontrolovat. Uložte ho bez hesla a pošlete nový soubor.',
  MACRO_PART: 'Tento soubor obsahuje makra (malé programy). Uložte ho jako PDF a pošlete to.',
  CFB_UNREADABLE: damaged,
  CFB_NOT_OFFICE: unlikeItsName('chybí mu hlavní část souboru Office'),
  CFB_AMBIGUOUS: unlikeItsName('je dvou druhů Office najednou'),
  INFECTED:
    'Antivirová kontrola našla v tomto souboru něco škodlivého. Soubor byl smazán a nikdo ho neotevřel. Neposílejte ho znovu.',
  CHECK_UNDECIDED:
    'Antivirová kontrola nedokáže o tomto souboru rozhodnout{why}. Soubor byl smazán a nikdo ho neotevřel. Pošlete ho v jiné podobě.',
  CONTENT_GONE: 'Tento soubor se u nás ztratil a už ho nelze otevřít. Je potřeba ho poslat znovu.',
  CONTENT_LOST: 'Odeslaná část tohoto souboru se u nás ztratila. Vyberte ho znovu.',
  CONTENT_CHANGED: 'Toto je jiný obsah, než který uvádí požadavek (If-Match). Stáhněte ho znovu od začátku.',
  UPLOAD_OFFSET_MISMATCH: 'Odesílání stojí jinde, než se čekalo. Pokračuje se od správného místa.',
  UPLOAD_MIXED:
    'Co z tohoto souboru přišlo, k sobě nepatří a bylo zahozeno. Pošlete soubor znovu od začátku.',
  REQUEST_TOO_SLOW: 'Požadavek přicházel příliš pomalu a nic se neprovedlo. Pošlete ho znovu.',
  UPLOAD_TOO_SLOW:
    'Připojení přenáší příliš málo. Odeslaná část zůstala uložená. Až bude lepší, bude se samo pokračovat.',
  UPLOAD_TAKEN_OVER: 'V odesílání pokračuje novější připojení.',
  UPLOAD_VERSION_UNSUPPORTED: 'Odesílání tu používá tus 1.0.0. Pošlete „Tus-Resumable: 1.0.0“.',
  CHECK_UNAVAILABLE:
    'Antivirová kontrola teď není dostupná. Zkusíme to znovu automaticky. Do té doby soubor nikdo neotevře.',
  STORAGE_FULL: 'Pro tento soubor teď není místo. Odeslaná část zůstala uložená. Zkuste to později.',
  STORAGE_UNAVAILABLE: 'Soubory jsou teď nedostupné. Odeslaná část zůstala uložená. Zkuste to za chvíli.',
  LINE_DOWN: 'Server je nedostupný. Odeslaná část zůstala uložená. Zkuste to znovu.',
  FILE_DIFFERS:
    'Toto není soubor, jehož začátek už byl odeslán. Vyberte tentýž soubor znovu, nebo ho vezměte zpět a pošlete tento.',
  FILE_CHANGED: 'Tento soubor se ve vašem zařízení po výběru změnil. Vyberte ho znovu.',
  SHUTTING_DOWN: 'Server se restartuje. Odeslaná část zůstala uložená. Za chvíli se pokračuje.',
  INTERNAL: 'Něco na naší straně nefungovalo. Odeslaná část zůstala uložená.',
}

const kinds: Readonly<Record<string, string>> = {
  jpg: 'obrázek JPG',
  png: 'obrázek PNG',
  gif: 'obrázek GIF',
  webp: 'obrázek WebP',
  bmp: 'obrázek BMP',
  tif: 'obrázek TIFF',
  doc: 'soubor Word',
  docx: 'soubor Word',
  ppt: 'soubor PowerPoint',
  pptx: 'soubor PowerPoint',
  xls: 'starý soubor Excel (.xls)',
  xlsx: 'soubor Excel',
  msg: 'zpráva Outlook',
  pdf: 'PDF',
  mp4: 'video MP4',
  mov: 'video MOV',
  zip: 'archiv ZIP',
  rar: 'archiv RAR',
  '7z': 'archiv 7-Zip',
  rtf: 'text RTF',
  exe: 'program',
  elf: 'program',
  msi: 'program',
  jar: 'program',
  apk: 'program',
}

/** What is wrong, in Czech. */
export const problems: ProblemSentences = {
  codes,
  crowded: 'Tento příkaz je příliš velký{why}. Příkazy jsou malé; soubory mají vlastní adresu.',
  usedUp: 'Do této konzultace se už nic nevejde{why}.',
  unsized:
    'Tento obrázek na svém začátku neuvádí, kolik má pixelů. Otevřete ho, znovu uložte a pošlete nový soubor.',
  versions: {
    app: 'Aplikace používá starší verzi protokolu ({appVersion}) než server ({serverVersion}). Aktualizujte aplikaci.',
    server:
      'Server používá starší verzi protokolu ({serverVersion}) než aplikace ({appVersion}). Aktualizujte server.',
  },
  endings: {
    xls: 'Toto je starý soubor Excel (.xls). Uložte ho jako .xlsx a pošlete ten.',
    '': `Tento soubor nemá příponu. ${sendAnother}`,
  },
  older: 'Soubory .{extension} sem nepatří. Uložte ho jako .{newer} a pošlete ten.',
  found,
  states,
  body: 'tělo',
  wrongType: {
    unlike: 'Podle názvu je to {promised}, podle obsahu ne. Uložte ho znovu jako {promised} a pošlete ten.',
    unlikeAt: 'Podle názvu je to {promised}, podle obsahu {kind}.',
    unnamed: 'Toto je {kind}. Takový soubor sem nepatří.',
    unknown: 'Tento typ souboru sem nepatří.',
    saveAs: 'Uložte ho jako .{newer} a pošlete ten.',
    saveAsPromised: 'Uložte ho jako {promised} a pošlete ten.',
    sendAnother,
    kind: (extension) => kinds[extension] ?? `soubor .${extension}`,
  },
  heic: {
    iphone: 'Toto je fotka HEIC. Vyberte ji z Fotek, ne ze Souborů, a telefon z ní udělá JPG.',
    elsewhere: 'Toto je fotka HEIC. Nejdřív ji uložte jako JPG a pošlete tu.',
  },
}
