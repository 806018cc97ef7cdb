import type { DocumentsLanguage } from '../language.ts'

/** The problems of documents that are opened, share links, codes and access sessions in Spanish. */
export const access: DocumentsLanguage['problems'] = {
  NOT_YET: 'Este documento aún no se puede abrir. Se abrirá automáticamente cuando llegue el momento.',
  DOCUMENT_EXPIRED: 'Este documento ha caducado. Consulte a la persona que lo compartió con usted.',
  CODE_NEEDED: 'Este documento requiere su código de acceso. Introduzca el código que ha recibido.',
  NOTHING_TO_PACK: 'Aquí no hay nada que se pueda descargar ahora.',
  LINK_GONE: 'Este enlace ya no funciona. Pida uno nuevo a la persona que se lo envió.',
  CODE_WRONG: {
    one: 'Este código no es correcto. Compruébelo y vuelva a introducirlo. Le queda {count} intento.',
    many: 'Este código no es correcto. Compruébelo y vuelva a introducirlo. Le quedan {count} intentos.',
    other: 'Este código no es correcto. Compruébelo y vuelva a introducirlo. Le quedan {count} intentos.',
  },
  CODE_WAIT: 'Demasiados intentos. Podrá volver a intentarlo en {seconds}\u00A0s.',
  CODE_USED_UP: 'Este código se ha introducido mal {limit} veces y ya no sirve. Pida uno nuevo.',
  CODE_EXPIRED: 'Este código ya no sirve. Pida uno nuevo.',
  CODE_USED: 'Este código ya se utilizó en otra página. Pida uno nuevo.',
  SAVING_NOT_ALLOWED: 'Este documento se puede ver aquí, pero no guardar.',
  CODE_NOT_NEEDED: 'Este documento no es confidencial: su enlace lo abre sin código.',
  ACCESS_ENDED: 'El documento se ha vuelto a cerrar. Ábralo otra vez.',
  NOT_THEIRS:
    'Este documento no corresponde a este paciente. Añádalo antes a su perfil o a una de sus citas.',
  NOT_TOGETHER: 'Ahora mismo no coinciden en la cita. Cree un código en su lugar.',
}
