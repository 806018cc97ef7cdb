import type { linkEn } from '../en/link.ts'
import type { TableIn } from '../table.ts'
import type { Forms } from './said.ts'

/** What the page of a share link says, in Spanish. */
export const link: TableIn<Forms, typeof linkEn> = {
  pageTitle: 'Un documento para usted',
  documentsOf: 'Documentos de {name}',
  loading: 'Un momento…',

  normalTitle: 'Un documento para usted',
  normalFrom: 'De {name}.',
  normalUntil: 'Puede abrirlo hasta el {day}.',
  open: 'Abrir el documento',
  openSeen: '{name} verá cuándo lo abre usted.',
  openSeenUnnamed: 'La persona que lo compartió verá cuándo lo abre usted.',

  codeTitle: 'Introduzca su código',
  codeFrom: '{name} ha compartido un documento con usted. El código llega por separado de este enlace.',
  codeFromUnnamed: 'Se ha compartido un documento con usted. El código llega por separado de este enlace.',
  codeField: 'Código de acceso',
  codeHint: 'Seis cifras',
  codeShort: 'Los códigos tienen seis cifras. Compruébelo y vuelva a introducirlo.',
  codeWrong: {
    one: 'Este código no es correcto. Compruébelo y vuelva a introducirlo. Le queda {count} intento.',
    many: 'Este código no es correcto. Compruébelo y vuelva a introducirlo. Le quedan {count} intentos.',
    other: 'Este código no es correcto. Compruébelo y vuelva a introducirlo. Le quedan {count} intentos.',
  },
  codeWait: {
    one: 'Este código no es correcto. Podrá volver a intentarlo en {count} segundo.',
    many: 'Este código no es correcto. Podrá volver a intentarlo en {count} segundos.',
    other: 'Este código no es correcto. Podrá volver a intentarlo en {count} segundos.',
  },
  codeWaitHeard: 'Este código no es correcto. Espere un momento antes de volver a intentarlo.',
  codeTries: {
    one: 'Le queda {count} intento.',
    many: 'Le quedan {count} intentos.',
    other: 'Le quedan {count} intentos.',
  },
  codeExpired: 'Este código ya no sirve. Pida uno nuevo.',
  codeUsedElsewhere: 'Este código ya se utilizó en otra página. Pida uno nuevo.',
  noCode: 'No tengo código',

  usedUpTitle: 'Este código ya no sirve',
  usedUpText: 'Se ha introducido mal diez veces. {name} lo sabe y puede crear uno nuevo para usted.',
  usedUpTextUnnamed:
    'Se ha introducido mal diez veces. La persona que compartió el documento lo sabe y puede crear uno nuevo para usted.',
  usedUpKeep: 'Puede conservar este enlace: el código nuevo funcionará aquí.',

  askedTitle: 'Hemos avisado a {name}',
  askedTitleUnnamed: 'Hemos avisado a su profesional',
  askedText:
    'Ha pedido un código a las {time}. Le llegará por un medio distinto de este enlace: por SMS o de viva voz.',
  askedClose: 'Puede cerrar esta página y volver más tarde.',

  unlockingTitle: 'Se abre para usted',
  unlockingText: '{name} ha desbloqueado este documento durante la llamada. No necesita código.',
  unlockingTextUnnamed: 'Este documento se ha desbloqueado durante la llamada. No necesita código.',
  unlocking: 'Abriendo el documento…',

  openTitle: 'Su documento está abierto',
  view: 'Ver el documento',
  notShown:
    'Este tipo de documento no se puede mostrar ni descargar aquí. Consulte a la persona que lo compartió.',
  openFor: {
    one: 'Abierto {count} minuto más, hasta las {time}.',
    many: 'Abierto {count} minutos más, hasta las {time}.',
    other: 'Abierto {count} minutos más, hasta las {time}.',
  },
  openForShort: {
    one: 'Abierto {count} minuto · hasta las {time}',
    many: 'Abierto {count} minutos · hasta las {time}',
    other: 'Abierto {count} minutos · hasta las {time}',
  },
  openSees: '{name} verá cuándo lo consulta usted.',
  openSeesUnnamed: 'La persona que lo compartió verá cuándo lo consulta usted.',
  left: { one: 'Queda {count} minuto', many: 'Quedan {count} minutos', other: 'Quedan {count} minutos' },
  leftSoon: 'Queda menos de un minuto',
  stay: 'Prolongar',

  closedTitle: 'Cerrado de nuevo',
  closedText:
    'Se ha acabado el tiempo. Vuelva a introducir su código para seguir leyendo en la página {count}.',
  closedNormal: 'Se ha acabado el tiempo. Puede volver a abrirlo.',

  goneTitle: 'Este enlace ya no funciona',
  goneText: 'Pida uno nuevo a la persona que se lo envió.',

  expiredTitle: 'Este enlace ha caducado',
  expiredText: 'Funcionó hasta el {day}.',
  expiredAsk: 'Pida uno nuevo a {name}.',

  laterTitle: 'Aún no está abierto',
  laterText: 'Se abrirá automáticamente: {when}.',

  incompleteTitle: 'Abra el enlace desde el mensaje',
  incompleteText: 'Una parte de la dirección se ha perdido por el camino.',
  incompleteHow:
    'Vuelva al mensaje y toque el enlace. Si no se abre, mantenga el dedo sobre él, cópielo y péguelo aquí.',
  incompleteField: 'El enlace completo',
  incompleteOpen: 'Abrir',
  incompleteWrong: 'Este enlace no está completo: debe terminar en # y letras.',

  noConnectionTitle: 'Sin conexión',
  noConnectionText: 'Su código no se ha utilizado. Todo seguirá automáticamente cuando vuelva la conexión.',
  troubleTitle: 'No ha funcionado',
  troubleText: 'Algo ha fallado por nuestra parte. Vuelva a intentarlo en un momento.',
  notDownloaded: 'El documento no se ha podido descargar. Vuelva a intentarlo.',
}
