import type { viewerEn } from '../en/viewer.ts'
import type { TableIn } from '../table.ts'
import type { Forms } from './said.ts'

/** What the viewer of documents says, in Spanish. */
export const viewer: TableIn<Forms, typeof viewerEn> = {
  back: 'Volver',
  document: 'Documento',
  pages: 'Páginas de {file}',
  pageNumber: 'Página {page}',
  pageOf: '{page} de {total}',
  previousPage: 'Página anterior',
  nextPage: 'Página siguiente',
  smaller: 'Reducir',
  larger: 'Ampliar',
  search: 'Buscar en el documento',
  searchHint: 'Buscar',
  hits: '{position} de {total}',
  noHits: 'Sin resultados',
  searching: 'Buscando…',
  previousHit: 'Resultado anterior',
  nextHit: 'Resultado siguiente',
  print: 'Imprimir',
  printThis: '¿Imprimir este documento?',
  saveThis: '¿Descargar este documento?',
  notNow: 'Ahora no',
  printing: 'Preparando la impresión…',
  tooManyToPrint:
    'Este documento es demasiado largo para imprimirlo aquí. Descárguelo e imprímalo con otra aplicación.',
  cannotPrint: 'Este documento no se puede imprimir aquí. Descárguelo e imprímalo con otra aplicación.',
  outline: 'Índice',
  more: 'Más opciones',
  opening: 'Abriendo el documento…',
  cannotShow: 'Este documento no se puede mostrar aquí.',
  cannotShowSave: 'Descárguelo y ábralo con otra aplicación.',
  cannotShowAsk: 'Consulte a la persona que lo compartió con usted.',
  stoppedTitle: 'El documento se ha detenido aquí.',
  stoppedText: 'Algo en él exigía demasiado a este dispositivo. Nada más se ha visto afectado.',
  cannotShowPage: 'La página {page} no se puede mostrar aquí.',
  cannotShowPageSave:
    'Las demás páginas sí. Para verla, descargue el documento y ábralo con otra aplicación.',
  cannotShowPageAsk: 'Las demás páginas sí. Consulte a la persona que compartió el documento con usted.',
  passwordTitle: 'Este PDF tiene su propia contraseña',
  passwordText: 'La puso la persona que creó el archivo. No es su código de acceso y no la conocemos.',
  passwordField: 'Contraseña del archivo',
  passwordWrong: 'Esta contraseña no abre el archivo. Compruébela y vuelva a introducirla.',
  passwordOpen: 'Abrir',
}
