import type { viewerEn } from '../en/viewer.ts'
import type { TableIn } from '../table.ts'
import type { Forms } from './said.ts'

/** What the viewer of documents says, in Czech. */
export const viewer: TableIn<Forms, typeof viewerEn> = {
  back: 'Zpět',
  document: 'Dokument',
  pages: 'Strany dokumentu {file}',
  pageNumber: 'Strana {page}',
  pageOf: '{page} z {total}',
  previousPage: 'Předchozí strana',
  nextPage: 'Další strana',
  smaller: 'Zmenšit',
  larger: 'Zvětšit',
  search: 'Hledat v dokumentu',
  searchHint: 'Hledat',
  hits: '{position} z {total}',
  noHits: 'Nic se nenašlo',
  searching: 'Hledá se…',
  previousHit: 'Předchozí výskyt',
  nextHit: 'Další výskyt',
  print: 'Vytisknout',
  printing: 'Připravuje se tisk…',
  tooManyToPrint: 'Tento dokument je na tisk odsud příliš dlouhý. Stáhněte ho a vytiskněte z jiné aplikace.',
  cannotPrint: 'Tento dokument odsud nelze vytisknout. Stáhněte ho a vytiskněte z jiné aplikace.',
  outline: 'Obsah',
  more: 'Další možnosti',
  opening: 'Dokument se otevírá…',
  cannotShow: 'Tento dokument tu nelze zobrazit.',
  cannotShowSave: 'Stáhněte ho a otevřete v jiné aplikaci.',
  cannotShowAsk: 'Obraťte se na osobu, která ho s vámi sdílí.',
  stoppedTitle: 'Zobrazení dokumentu se zastavilo.',
  stoppedText: 'Něco v dokumentu toto zařízení příliš zatížilo. Nic dalšího to neovlivnilo.',
  cannotShowPage: 'Stranu {page} tu nelze zobrazit.',
  cannotShowPageSave:
    'Ostatní strany ano. Chcete-li ji vidět, stáhněte dokument a otevřete ho v jiné aplikaci.',
  cannotShowPageAsk: 'Ostatní strany ano. Obraťte se na osobu, která dokument s vámi sdílí.',
  passwordTitle: 'Tento soubor PDF má vlastní heslo',
  passwordText: 'Vzniklo při vytvoření souboru. Není to váš přístupový kód a my ho neznáme.',
  passwordField: 'Heslo souboru',
  passwordWrong: 'Toto heslo soubor neotevře. Zkontrolujte ho a zadejte znovu.',
  passwordOpen: 'Otevřít',
}
