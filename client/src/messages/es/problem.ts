import type { ProblemSentences } from '../language.ts'
import type { Message } from '../table.ts'
import { found, states } from './found.ts'

const count = (one: string, other: string): Message => ({ one, many: other, other })

const sendAnother = 'Envíe un archivo PDF, JPG, PNG, Word, PowerPoint o Excel.'

const again = 'Ábralo, vuelva a guardarlo y envíe esa versión.'
const damaged = `Este archivo está dañado. ${again}`
const damagedBy = (how: string): string => `Este archivo está dañado: ${how}. ${again}`
const unlikeItsName = (how: string): string =>
  `El contenido de este archivo no corresponde a su nombre: ${how}. ${again}`

const codes: ProblemSentences['codes'] = {
  BAD_REQUEST: 'No se puede leer esta orden{why}. Corríjala y vuelva a enviarla.',
  UNKNOWN_COMMAND: 'Esa orden no existe aquí. Consulte /openapi.json y el paquete del protocolo.',
  UNSUPPORTED_VERSION:
    'El servidor y la aplicación usan versiones distintas del protocolo. Actualice la más antigua.',
  NOTE_TOO_LONG: count(
    'Este texto tiene {count} carácter; el límite es {limit}. Acórtelo.',
    'Este texto tiene {count} caracteres; el límite es {limit}. Acórtelo.',
  ),
  MULTIPART_INVALID: 'Este cuerpo multipart está incompleto o mal formado{why}. Vuelva a enviarlo entero.',
  PART_UNKNOWN:
    'Una parte de este formulario no pertenece a ningún archivo o puede pertenecer a varios. Nombre cada parte con el id de su archivo y vuelva a enviar el formulario.',
  MEDIA_TYPE_NOT_SUPPORTED:
    'Esta dirección no admite este tipo de cuerpo{why}. Envíe el tipo que indica la documentación.',
  BODY_TOO_LARGE:
    'Esta orden supera {limitSize}. Las órdenes son breves; los archivos tienen su propia dirección.',
  UNAUTHENTICATED: 'Se ha cerrado su sesión. Vuelva a iniciarla e inténtelo de nuevo.',
  TOKEN_INVALID: 'Este token no es para este servidor. Solicite uno nuevo.',
  TOKEN_EXPIRED: 'Este token ha caducado. Solicite uno nuevo.',
  TOKEN_NOT_YET_VALID: 'Este token aún no es válido. Compruebe el reloj del equipo que lo creó.',
  DOWNLOADS_FULL: 'Hay demasiadas descargas a la vez{why}. Espere a que termine una y vuelva a intentarlo.',
  KEYS_UNAVAILABLE:
    'Ahora no se puede comprobar quién creó este token. Lo enviado está a salvo. Vuelva a intentarlo en un momento.',
  TICKET_INVALID: 'Esta dirección de descarga no es nuestra o se ha modificado. Solicite una nueva.',
  TICKET_EXPIRED: 'Esta dirección de descarga ha caducado. Solicite una nueva; el archivo sigue ahí.',
  ORIGIN_NOT_ALLOWED: 'Las páginas de este origen no pueden usar este servidor. Añádalo a ALLOWED_ORIGINS.',
  EMBED_INVALID:
    'Esta página aún no ha configurado el intercambio de archivos: {field} falta o no es correcto.',
  NO_TOKEN:
    'Esta página aún no tiene acceso al intercambio de archivos. Se vuelve a intentar automáticamente.',
  TOKEN_MISPLACED: 'Esta página usa un token que es para otra cosa.',
  NO_SERVER: 'Aún no responde ningún servidor de Chairside en {at}. Se vuelve a intentar automáticamente.',
  BLOCKED_BY_PAGE: 'Esta página no permite que el intercambio de archivos se conecte con {at}.',
  NOT_FOUND: 'Esto no está aquí o no está disponible para usted.',
  RATE_LIMITED: 'Demasiadas órdenes en poco tiempo{why}. Espere un momento y continúe.',
  TOO_MANY_CONNECTIONS:
    'Tiene aquí más de {limit} conexiones, por lo que esta, la más antigua, se ha cerrado. Cierre las páginas que no necesite y vuelva a abrir esta.',
  ONE_TO_ONE_ONLY:
    'El Intercambio de archivos funciona con un solo paciente a la vez. Los documentos siguen disponibles.',
  PLAN_REQUIRED: 'El Intercambio de archivos forma parte de los planes Pro y Clinic.',
  NOT_ASKED: 'Podrá enviar archivos cuando se los solicite {otherName}.',
  APPOINTMENT_ENDED:
    'La cita ha terminado. Ya no se puede enviar nada nuevo; los archivos listos aún se pueden guardar.',
  APPOINTMENT_FULL: 'No queda espacio en su lado de esta cita. Retire archivos que ya no hagan falta.',
  CONFLICT: 'Esto ya se hizo de otra forma o ya no es posible{why}. Compruebe el estado actual.',
  RECIPIENT_GONE:
    'La persona a la que iba dirigido ya no está en esta cita. No se ha enviado nada. Mire quién está ahora y vuelva a enviarlo si es para esa persona.',
  TRANSFER_CLOSED: 'Este envío está completo. Inicie otro para más archivos.',
  NOT_READY: 'Este archivo aún no está listo. Se podrá abrir cuando haya llegado y se haya analizado.',
  WITHDRAWN: 'Este archivo se ha retirado.',
  EXPIRED: 'Este archivo ya no se conserva. Los archivos solo se conservan un tiempo después de la cita.',
  LIBRARY_FULL:
    'Con este documento, su biblioteca ocuparía {actualSize}; el límite es {limitSize}. Elimine lo que ya no necesite.',
  FILE_COUNT_LIMIT: count(
    'Hay {count} archivo; máximo por envío: {limit}. Envíe el resto después.',
    'Hay {count} archivos; máximo por envío: {limit}. Envíe los demás después.',
  ),
  FILE_TOO_LARGE: 'Este archivo ocupa {actualSize}; el límite es {limitSize}. Elija un archivo más pequeño.',
  TRANSFER_TOO_LARGE: 'Estos archivos ocupan juntos {actualSize}; el límite es {limitSize}. Quite uno.',
  SIZE_MISMATCH:
    'Ha llegado una cantidad de datos distinta de la anunciada. Puede que el archivo haya cambiado durante el envío. Vuelva a elegirlo.',
  EMPTY: 'Este archivo está vacío (0\u00A0B). Compruébelo y vuelva a elegirlo.',
  FILENAME_INVALID: 'El nombre de este archivo no es válido. Cámbielo y vuelva a elegir el archivo.',
  EXTENSION_NOT_ALLOWED: `Los archivos .{extension} no se admiten aquí. ${sendAnother}`,
  TYPE_NOT_ALLOWED: `Este tipo de archivo no se admite aquí. ${sendAnother}`,
  POLYGLOT_ZIP: unlikeItsName('también es un archivo ZIP'),
  POLYGLOT_PDF: unlikeItsName('también es un PDF'),
  POLYGLOT_DICOM: unlikeItsName('también es una imagen DICOM'),
  POLYGLOT_TAR: unlikeItsName('también es un archivo TAR'),
  POLYGLOT_ISO: unlikeItsName('también es una imagen de disco'),
  PDF_HEADER_NOT_AT_START:
    'Hay algo más delante de este PDF. Ábralo, vuelva a guardarlo como PDF y envíe esa versión.',
  BROKEN_PNG: damaged,
  BROKEN_JPEG: damaged,
  IMAGE_TOO_MANY_PIXELS:
    'Esta imagen tiene {actualMillions} megapíxeles; el límite es {limitMillions}. Redúzcala y envíe esa versión.',
  ZIP_UNREADABLE: damaged,
  ZIP_TRAILING_DATA: damagedBy('hay algo más detrás'),
  ZIP_PREFIX_DATA: damagedBy('contiene más de lo que indica'),
  ZIP_DUPLICATE_ENTRY: damagedBy('contiene dos veces la misma parte'),
  ZIP_TOO_MANY_ENTRIES: damagedBy('tiene demasiadas partes'),
  ZIP_BOMB: damagedBy('descomprimido sería demasiado grande'),
  NOT_OOXML: unlikeItsName('falta la parte principal de un archivo de Office'),
  OOXML_BAD_XML: damagedBy('la lista de sus partes no se puede leer'),
  OOXML_CT_TOO_BIG: damagedBy('la lista de sus partes es demasiado larga'),
  OOXML_AMBIGUOUS: unlikeItsName('es de dos tipos de Office a la vez'),
  OOXML_FOREIGN_PARTS: unlikeItsName('también es una aplicación o un documento de otro programa'),
  ENCRYPTED_OOXML:
    'Este archivo de Office está protegido con contraseña y no se puede analizar. Guárdelo sin contraseña y envíe esa versión.',
  MACRO_PART: 'Este archivo contiene macros (pequeños programas). Guárdelo como PDF y envíe esa versión.',
  CFB_UNREADABLE: damaged,
  CFB_NOT_OFFICE: unlikeItsName('falta la parte principal de un archivo de Office'),
  CFB_AMBIGUOUS: unlikeItsName('es de dos tipos de Office a la vez'),
  INFECTED:
    'El análisis antivirus ha encontrado algo dañino en este archivo. Se ha eliminado y nadie ha podido abrirlo. No vuelva a enviarlo.',
  CHECK_UNDECIDED:
    'El análisis antivirus de este archivo no es concluyente{why}. Se ha eliminado y nadie ha podido abrirlo. Envíelo en otro formato.',
  CONTENT_GONE:
    'Este archivo se ha perdido por nuestra parte y ya no se puede abrir. Hay que volver a enviarlo.',
  CONTENT_LOST: 'Lo enviado de este archivo se ha perdido por nuestra parte. Vuelva a elegirlo.',
  CONTENT_CHANGED:
    'Este contenido no es el que indica la solicitud (If-Match). Descárguelo de nuevo desde el principio.',
  UPLOAD_OFFSET_MISMATCH:
    'El envío está en un punto distinto del esperado. Continúa desde el punto correcto.',
  UPLOAD_MIXED:
    'Lo que ha llegado de este archivo no encaja entre sí y se ha descartado. Vuelva a enviar el archivo desde el principio.',
  REQUEST_TOO_SLOW: 'Esta petición ha llegado demasiado despacio y no se ha hecho nada. Vuelva a enviarla.',
  UPLOAD_TOO_SLOW:
    'La conexión es demasiado lenta para este archivo. Lo enviado está a salvo. El envío continuará automáticamente cuando mejore.',
  UPLOAD_TAKEN_OVER: 'Una conexión más reciente continúa este envío.',
  UPLOAD_VERSION_UNSUPPORTED: 'Los envíos usan aquí tus 1.0.0. Envíe «Tus-Resumable: 1.0.0».',
  CHECK_UNAVAILABLE:
    'El análisis antivirus no está disponible ahora. Lo reintentamos automáticamente. Hasta entonces nadie puede abrir el archivo.',
  STORAGE_FULL:
    'Ahora no hay espacio para este archivo. Lo enviado está a salvo. Vuelva a intentarlo más tarde.',
  STORAGE_UNAVAILABLE:
    'Ahora no se puede acceder a los archivos. Lo enviado está a salvo. Vuelva a intentarlo en un momento.',
  LINE_DOWN: 'No hemos podido conectar con el servidor. Lo enviado está a salvo. Vuelva a intentarlo.',
  FILE_DIFFERS:
    'Este no es el archivo cuyo principio se envió. Vuelva a elegir el mismo archivo, o retírelo y envíe este.',
  FILE_CHANGED: 'Este archivo ha cambiado en su dispositivo después de elegirlo. Vuelva a elegirlo.',
  SHUTTING_DOWN: 'El servidor se está reiniciando. Lo enviado está a salvo. Continuará en un momento.',
  INTERNAL: 'Algo ha fallado por nuestra parte. Lo enviado está a salvo.',
}

const kinds: Readonly<Record<string, string>> = {
  jpg: 'una imagen JPG',
  png: 'una imagen PNG',
  gif: 'una imagen GIF',
  webp: 'una imagen WebP',
  bmp: 'una imagen BMP',
  tif: 'una imagen TIFF',
  doc: 'un archivo de Word',
  docx: 'un archivo de Word',
  ppt: 'un archivo de PowerPoint',
  pptx: 'un archivo de PowerPoint',
  xls: 'un archivo antiguo de Excel (.xls)',
  xlsx: 'un archivo de Excel',
  msg: 'un mensaje de Outlook',
  pdf: 'un PDF',
  mp4: 'un vídeo MP4',
  mov: 'un vídeo MOV',
  zip: 'un archivo ZIP',
  rar: 'un archivo RAR',
  '7z': 'un archivo 7-Zip',
  rtf: 'un texto RTF',
  exe: 'un programa',
  elf: 'un programa',
  msi: 'un programa',
  jar: 'un programa',
  apk: 'un programa',
}

/** What is wrong, in Spanish. */
export const problems: ProblemSentences = {
  codes,
  crowded:
    'Esta orden es demasiado grande{why}. Las órdenes son breves; los archivos tienen su propia dirección.',
  usedUp: 'No cabe nada más en esta cita{why}.',
  unsized:
    'Esta imagen no indica cerca de su principio cuántos píxeles tiene. Ábrala, vuelva a guardarla y envíe esa versión.',
  versions: {
    app: 'La aplicación usa una versión del protocolo ({appVersion}) anterior a la del servidor ({serverVersion}). Actualice la aplicación.',
    server:
      'El servidor usa una versión del protocolo ({serverVersion}) anterior a la de la aplicación ({appVersion}). Actualice el servidor.',
  },
  endings: {
    xls: 'Este es un archivo antiguo de Excel (.xls). Guárdelo como .xlsx y envíe esa versión.',
    '': `Este archivo no tiene extensión. ${sendAnother}`,
  },
  older: 'Los archivos .{extension} no se admiten aquí. Guarde el suyo como .{newer} y envíe esa versión.',
  found,
  states,
  body: 'el cuerpo',
  wrongType: {
    unlike:
      'El nombre indica {promised}; el contenido, no. Vuelva a guardarlo como {promised} y envíe esa versión.',
    unlikeAt: 'El nombre indica {promised}, pero el contenido es {kind}.',
    unnamed: 'Esto es {kind}. Ese tipo de archivo no se admite aquí.',
    unknown: 'Este tipo de archivo no se admite aquí.',
    saveAs: 'Guárdelo como .{newer} y envíe esa versión.',
    saveAsPromised: 'Guárdelo como {promised} y envíe esa versión.',
    sendAnother,
    kind: (extension) => kinds[extension] ?? `un archivo .${extension}`,
  },
  heic: {
    iphone:
      'Esta es una foto HEIC. Elíjala desde Fotos, no desde Archivos, y su teléfono la convertirá en JPG.',
    elsewhere: 'Esta es una foto HEIC. Guárdela primero como JPG y envíe esa versión.',
  },
}
