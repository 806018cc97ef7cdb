/** The sentences of `en/browser.ts` in Spanish. */
export const browser = {
  tooOld:
    'Este navegador es demasiado antiguo para el Intercambio de archivos. La llamada no se ve afectada. Actualícelo o abra esta página en otro navegador.',
  notAllowedHere: 'Esta página no permite usar el Intercambio de archivos. La llamada no se ve afectada.',
  linkDropped:
    'Esto es un enlace, no un archivo. Guárdelo primero en su dispositivo y después selecciónelo aquí.',
  downloadNotBegun: 'La descarga aún no ha empezado. Seguimos intentándolo unos segundos más.',
  gettingReady: 'Preparando el archivo…',
  readyToShare: 'El archivo está listo. Pulse el botón una vez más para guardarlo o compartirlo.',
  shareFile: 'Guardar o compartir {file}',
  openElsewhere: 'Esta aplicación no puede guardar archivos. Abra {address} en un navegador.',
  copyAddress: 'Copiar la dirección',
  addressCopied: 'La dirección se ha copiado. Ábrala en un navegador.',
  findOnIphone: 'Lo encontrará en Archivos › Descargas.',
} as const
