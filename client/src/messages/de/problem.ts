import type { ProblemSentences } from '../language.ts'
import { found, states } from './found.ts'

const sendAnother = 'Senden Sie eine PDF-, JPG-, PNG-, Word-, PowerPoint- oder Excel-Datei.'

const again = 'Öffnen Sie sie, speichern Sie sie erneut und senden Sie die neue Datei.'
const damaged = `Diese Datei ist beschädigt. ${again}`
const damagedBy = (how: string): string => `Diese Datei ist beschädigt (${how}). ${again}`
const unlikeItsName = (how: string): string =>
  `Der Inhalt dieser Datei entspricht nicht ihrem Namen: ${how}. ${again}`

const codes: ProblemSentences['codes'] = {
  BAD_REQUEST: 'Dieser Befehl kann nicht gelesen werden{why}. Korrigieren Sie ihn und senden Sie ihn erneut.',
  UNKNOWN_COMMAND: 'Diesen Befehl gibt es hier nicht. Siehe /openapi.json und das Protokollpaket.',
  UNSUPPORTED_VERSION:
    'Server und App sprechen verschiedene Versionen des Protokolls. Aktualisieren Sie die ältere Seite.',
  NOTE_TOO_LONG: 'Dieser Text hat {count} Zeichen; erlaubt sind {limit}. Kürzen Sie ihn.',
  MULTIPART_INVALID:
    'Dieser Multipart-Body ist unvollständig oder fehlerhaft{why}. Senden Sie ihn noch einmal vollständig.',
  PART_UNKNOWN:
    'Ein Teil dieses Formulars gehört zu keiner angebotenen Datei oder vielleicht zu mehreren. Benennen Sie jeden Teil nach der id seiner Datei und senden Sie das Formular erneut.',
  MEDIA_TYPE_NOT_SUPPORTED:
    'Diese Adresse nimmt einen Body dieses Typs nicht an{why}. Senden Sie den Typ, den die Dokumentation nennt.',
  BODY_TOO_LARGE:
    'Dieser Befehl ist größer als {limitSize}. Befehle sind klein; für Dateien gibt es eine eigene Adresse.',
  UNAUTHENTICATED: 'Sie sind abgemeldet. Melden Sie sich wieder an, und versuchen Sie es dann noch einmal.',
  TOKEN_INVALID: 'Dieses Token ist nicht für diesen Server bestimmt. Fordern Sie ein neues an.',
  TOKEN_EXPIRED: 'Dieses Token ist abgelaufen. Fordern Sie ein neues an.',
  TOKEN_NOT_YET_VALID:
    'Dieses Token ist noch nicht gültig. Prüfen Sie die Uhr des Geräts, das es erstellt hat.',
  DOWNLOADS_FULL:
    'Es laufen zu viele Downloads gleichzeitig{why}. Warten Sie, bis einer beendet ist, und versuchen Sie es erneut.',
  KEYS_UNAVAILABLE:
    'Wer dieses Token ausgestellt hat, lässt sich gerade nicht prüfen. Bereits Gesendetes bleibt erhalten. Versuchen Sie es gleich noch einmal.',
  TICKET_INVALID:
    'Diese Download-Adresse stammt nicht von uns oder wurde verändert. Fordern Sie eine neue an.',
  TICKET_EXPIRED: 'Diese Download-Adresse ist abgelaufen. Fordern Sie eine neue an; die Datei ist noch da.',
  ORIGIN_NOT_ALLOWED:
    'Seiten dieser Herkunft dürfen diesen Server nicht nutzen. Fügen Sie sie zu ALLOWED_ORIGINS hinzu.',
  EMBED_INVALID:
    'Diese Seite hat die Dateiübertragung noch nicht eingerichtet: {field} fehlt oder ist falsch.',
  NO_TOKEN: 'Diese Seite hat noch keinen Zugang zur Dateiübertragung. Sie versucht es von selbst weiter.',
  TOKEN_MISPLACED: 'Diese Seite verwendet ein Token, das für etwas anderes bestimmt ist.',
  NO_SERVER: 'Unter {at} antwortet noch kein Chairside-Server. Es wird von selbst weiter versucht.',
  BLOCKED_BY_PAGE: 'Diese Seite lässt die Dateiübertragung keine Verbindung zu {at} aufbauen.',
  NOT_FOUND: 'Das ist nicht hier oder für Sie nicht verfügbar.',
  RATE_LIMITED: 'Zu viele Befehle in kurzer Zeit{why}. Warten Sie einen Moment und machen Sie dann weiter.',
  TOO_MANY_CONNECTIONS:
    'Sie sind hier mehr als {limit}-mal verbunden, deshalb wurde diese Verbindung, die älteste, geschlossen. Schließen Sie Seiten, die Sie nicht brauchen, und öffnen Sie diese erneut.',
  ONE_TO_ONE_ONLY: 'Die Dateiübertragung gibt es nur in Einzelterminen. Die Dokumente sind nicht betroffen.',
  PLAN_REQUIRED: 'Die Dateiübertragung ist Teil der Tarife Pro und Clinic.',
  NOT_ASKED: 'Sie können Dateien senden, wenn {otherName} Sie darum bittet.',
  APPOINTMENT_ENDED:
    'Der Termin ist beendet. Neues kann nicht mehr gesendet werden; was bereit ist, können Sie noch speichern.',
  APPOINTMENT_FULL:
    'Ihre Seite dieses Termins ist voll. Ziehen Sie Dateien zurück, die nicht mehr gebraucht werden.',
  CONFLICT:
    'Das ist bereits mit anderem Inhalt geschehen oder nicht mehr möglich{why}. Sehen Sie sich den aktuellen Stand an.',
  RECIPIENT_GONE:
    'Die Person, für die das bestimmt war, ist nicht mehr in diesem Termin. Es wurde nichts gesendet. Sehen Sie nach, wer jetzt hier ist, und senden Sie es erneut, falls es für diese Person ist.',
  TRANSFER_CLOSED: 'Diese Übertragung ist abgeschlossen. Beginnen Sie für weitere Dateien eine neue.',
  NOT_READY:
    'Diese Datei ist noch nicht bereit. Sie lässt sich öffnen, sobald sie angekommen und geprüft ist.',
  WITHDRAWN: 'Diese Datei wurde zurückgezogen.',
  EXPIRED: 'Diese Datei wird nicht mehr aufbewahrt. Dateien bleiben nur eine bestimmte Zeit nach dem Termin.',
  LIBRARY_FULL:
    'Mit diesem Dokument hätte Ihre Bibliothek {actualSize}; erlaubt sind {limitSize}. Löschen Sie, was Sie nicht mehr brauchen.',
  FILE_COUNT_LIMIT: {
    one: 'Das ist {count} Datei; auf einmal gehen höchstens {limit}. Senden Sie die anderen danach.',
    other: 'Das sind {count} Dateien; auf einmal gehen höchstens {limit}. Senden Sie die anderen danach.',
  },
  FILE_TOO_LARGE: 'Diese Datei hat {actualSize}; erlaubt sind {limitSize}. Wählen Sie eine kleinere Datei.',
  TRANSFER_TOO_LARGE:
    'Zusammen haben diese Dateien {actualSize}; erlaubt sind {limitSize}. Entfernen Sie eine.',
  SIZE_MISMATCH:
    'Von dieser Datei kam eine andere Menge an Daten als angekündigt. Vielleicht hat sie sich beim Senden geändert. Wählen Sie sie erneut aus.',
  EMPTY: 'Diese Datei ist leer (0\u00A0B). Prüfen Sie sie und wählen Sie sie erneut aus.',
  FILENAME_INVALID:
    'Der Name dieser Datei lässt sich nicht verwenden. Benennen Sie sie um und wählen Sie sie erneut aus.',
  EXTENSION_NOT_ALLOWED: `Dateien mit der Endung .{extension} werden hier nicht angenommen. ${sendAnother}`,
  TYPE_NOT_ALLOWED: `Dieser Dateityp wird hier nicht angenommen. ${sendAnother}`,
  POLYGLOT_ZIP: unlikeItsName('Sie ist auch ein ZIP-Archiv'),
  POLYGLOT_PDF: unlikeItsName('Sie ist auch ein PDF'),
  POLYGLOT_DICOM: unlikeItsName('Sie ist auch ein DICOM-Bild'),
  POLYGLOT_TAR: unlikeItsName('Sie ist auch ein TAR-Archiv'),
  POLYGLOT_ISO: unlikeItsName('Sie ist auch ein Datenträgerabbild'),
  PDF_HEADER_NOT_AT_START:
    'Vor dem Anfang dieses PDF steht noch etwas anderes. Öffnen Sie es, speichern Sie es erneut als PDF und senden Sie die neue Datei.',
  BROKEN_PNG: damaged,
  BROKEN_JPEG: damaged,
  IMAGE_TOO_MANY_PIXELS:
    'Dieses Bild hat {actualMillions} Megapixel; erlaubt sind {limitMillions}. Verkleinern Sie es und senden Sie die neue Datei.',
  ZIP_UNREADABLE: damaged,
  ZIP_TRAILING_DATA: damagedBy('dahinter steht noch etwas anderes'),
  ZIP_PREFIX_DATA: damagedBy('sie enthält mehr, als sie angibt'),
  ZIP_DUPLICATE_ENTRY: damagedBy('ein Teil ist doppelt enthalten'),
  ZIP_TOO_MANY_ENTRIES: damagedBy('sie hat zu viele Teile'),
  ZIP_BOMB: damagedBy('entpackt wäre sie viel zu groß'),
  NOT_OOXML: unlikeItsName('Der Hauptteil einer Office-Datei fehlt'),
  OOXML_BAD_XML: damagedBy('die Liste ihrer Teile ist nicht lesbar'),
  OOXML_CT_TOO_BIG: damagedBy('die Liste ihrer Teile ist zu lang'),
  OOXML_AMBIGUOUS: unlikeItsName('Sie gehört zu zwei Office-Typen zugleich'),
  OOXML_FOREIGN_PARTS: unlikeItsName('Sie ist auch eine App oder ein Dokument eines anderen Programms'),
  ENCRYPTED_OOXML:
    'Diese Office-Datei ist mit einem Passwort geschützt und kann deshalb nicht geprüft werden. Speichern Sie sie ohne Passwort und senden Sie die neue Datei.',
  MACRO_PART:
    'Diese Datei enthält Makros (kleine Programme). Speichern Sie sie als PDF und senden Sie die neue Datei.',
  CFB_UNREADABLE: damaged,
  CFB_NOT_OFFICE: unlikeItsName('Der Hauptteil einer Office-Datei fehlt'),
  CFB_AMBIGUOUS: unlikeItsName('Sie gehört zu zwei Office-Typen zugleich'),
  INFECTED:
    'Die Virenprüfung hat in dieser Datei etwas Schädliches gefunden. Die Datei wurde gelöscht, niemand konnte sie öffnen. Senden Sie sie nicht noch einmal.',
  CHECK_UNDECIDED:
    'Die Virenprüfung ergab für diese Datei kein klares Ergebnis{why}. Die Datei wurde entfernt, niemand konnte sie öffnen. Senden Sie sie in einer anderen Form.',
  CONTENT_GONE:
    'Diese Datei ist bei uns verloren gegangen und lässt sich nicht mehr öffnen. Sie muss erneut gesendet werden.',
  CONTENT_LOST:
    'Was von dieser Datei gesendet wurde, ist bei uns verloren gegangen. Wählen Sie sie erneut aus.',
  CONTENT_CHANGED:
    'Das ist ein anderer Inhalt als der in der Anfrage genannte (If-Match). Laden Sie ihn von Anfang an neu.',
  UPLOAD_OFFSET_MISMATCH:
    'Dieser Upload steht an einer anderen Stelle als erwartet. Er geht von der richtigen Stelle weiter.',
  UPLOAD_MIXED:
    'Was von dieser Datei ankam, gehört nicht zusammen und wurde verworfen. Senden Sie die Datei noch einmal von Anfang an.',
  REQUEST_TOO_SLOW: 'Diese Anfrage kam zu langsam an, und nichts wurde ausgeführt. Senden Sie sie erneut.',
  UPLOAD_TOO_SLOW:
    'Die Verbindung überträgt zu wenig. Bereits Gesendetes bleibt erhalten. Sobald sie besser ist, geht es von selbst weiter.',
  UPLOAD_TAKEN_OVER: 'Eine neuere Verbindung setzt diesen Upload fort.',
  UPLOAD_VERSION_UNSUPPORTED: 'Uploads verwenden hier tus 1.0.0. Senden Sie „Tus-Resumable: 1.0.0“.',
  CHECK_UNAVAILABLE:
    'Die Virenprüfung ist gerade nicht verfügbar. Wir versuchen es automatisch erneut. Vorher kann niemand die Datei öffnen.',
  STORAGE_FULL:
    'Für diese Datei ist gerade kein Platz. Bereits Gesendetes bleibt erhalten. Versuchen Sie es später erneut.',
  STORAGE_UNAVAILABLE:
    'Die Dateien sind gerade nicht erreichbar. Bereits Gesendetes bleibt erhalten. Versuchen Sie es gleich noch einmal.',
  LINE_DOWN: 'Der Server ist nicht erreichbar. Bereits Gesendetes bleibt erhalten. Versuchen Sie es erneut.',
  FILE_DIFFERS:
    'Das ist nicht die Datei, deren Anfang gesendet wurde. Wählen Sie dieselbe Datei erneut aus, oder ziehen Sie sie zurück und senden Sie diese.',
  FILE_CHANGED:
    'Diese Datei wurde auf Ihrem Gerät geändert, nachdem Sie sie ausgewählt haben. Wählen Sie sie erneut aus.',
  SHUTTING_DOWN: 'Der Server startet neu. Bereits Gesendetes bleibt erhalten. Es geht gleich weiter.',
  INTERNAL: 'Bei uns hat etwas nicht funktioniert. Bereits Gesendetes bleibt erhalten.',
}

const kinds: Readonly<Record<string, string>> = {
  jpg: 'ein JPG-Bild',
  png: 'ein PNG-Bild',
  gif: 'ein GIF-Bild',
  webp: 'ein WebP-Bild',
  bmp: 'ein BMP-Bild',
  tif: 'ein TIFF-Bild',
  doc: 'eine Word-Datei',
  docx: 'eine Word-Datei',
  ppt: 'eine PowerPoint-Datei',
  pptx: 'eine PowerPoint-Datei',
  xls: 'eine alte Excel-Datei (.xls)',
  xlsx: 'eine Excel-Datei',
  msg: 'eine Outlook-Nachricht',
  pdf: 'ein PDF',
  mp4: 'ein MP4-Video',
  mov: 'ein MOV-Video',
  zip: 'ein ZIP-Archiv',
  rar: 'ein RAR-Archiv',
  '7z': 'ein 7-Zip-Archiv',
  rtf: 'ein RTF-Text',
  exe: 'ein Programm',
  elf: 'ein Programm',
  msi: 'ein Programm',
  jar: 'ein Programm',
  apk: 'ein Programm',
}

/** What is wrong, in German. */
export const problems: ProblemSentences = {
  codes,
  crowded: 'Dieser Befehl ist zu groß{why}. Befehle sind klein; für Dateien gibt es eine eigene Adresse.',
  usedUp: 'In diesen Termin passt nichts mehr{why}.',
  unsized:
    'Dieses Bild gibt an seinem Anfang nicht an, wie viele Pixel es hat. Öffnen Sie es, speichern Sie es erneut und senden Sie die neue Datei.',
  versions: {
    app: 'Die App spricht eine ältere Version des Protokolls ({appVersion}) als der Server ({serverVersion}). Aktualisieren Sie die App.',
    server:
      'Der Server spricht eine ältere Version des Protokolls ({serverVersion}) als die App ({appVersion}). Aktualisieren Sie den Server.',
  },
  endings: {
    xls: 'Das ist eine alte Excel-Datei (.xls). Speichern Sie sie als .xlsx und senden Sie diese.',
    '': `Diese Datei hat keine Endung. ${sendAnother}`,
  },
  older:
    'Dateien mit der Endung .{extension} werden hier nicht angenommen. Speichern Sie die Datei als .{newer} und senden Sie diese.',
  found,
  states,
  body: 'Der Body',
  wrongType: {
    unlike:
      'Der Name verspricht {promised}, der Inhalt ist etwas anderes. Speichern Sie die Datei erneut als {promised} und senden Sie diese.',
    unlikeAt: 'Der Name verspricht {promised}, der Inhalt ist {kind}.',
    unnamed: 'Das ist {kind}. So etwas wird hier nicht angenommen.',
    unknown: 'Dieser Dateityp wird hier nicht angenommen.',
    saveAs: 'Speichern Sie die Datei als .{newer} und senden Sie diese.',
    saveAsPromised: 'Speichern Sie die Datei als {promised} und senden Sie diese.',
    sendAnother,
    kind: (extension) => kinds[extension] ?? `eine .${extension}-Datei`,
  },
  heic: {
    iphone:
      'Das ist ein HEIC-Foto. Wählen Sie es aus „Fotos“ statt aus „Dateien“, dann macht Ihr Telefon ein JPG daraus.',
    elsewhere: 'Das ist ein HEIC-Foto. Speichern Sie es zuerst als JPG und senden Sie dieses.',
  },
}
