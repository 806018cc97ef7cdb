import type { viewerEn } from '../en/viewer.ts'
import type { TableIn } from '../table.ts'
import type { Forms } from './said.ts'

/** What the viewer of documents says, in Slovak. */
export const viewer: TableIn<Forms, typeof viewerEn> = {
  back: 'Späť',
  document: 'Dokument',
  pages: 'Strany dokumentu {file}',
  pageNumber: 'Strana {page}',
  pageOf: '{page} z {total}',
  previousPage: 'Predchádzajúca strana',
  nextPage: 'Ďalšia strana',
  smaller: 'Zmenšiť',
  larger: 'Zväčšiť',
  search: 'Hľadať v dokumente',
  searchHint: 'Hľadať',
  hits: '{position} z {total}',
  noHits: 'Nič sa nenašlo',
  searching: 'Hľadá sa…',
  previousHit: 'Predchádzajúci výskyt',
  nextHit: 'Ďalší výskyt',
  print: 'Vytlačiť',
  printing: 'Pripravuje sa tlač…',
  tooManyToPrint: 'Tento dokument je na tlač odtiaľto pridlhý. Stiahnite ho a vytlačte z inej aplikácie.',
  cannotPrint: 'Tento dokument sa odtiaľto nedá vytlačiť. Stiahnite ho a vytlačte z inej aplikácie.',
  outline: 'Obsah',
  more: 'Ďalšie možnosti',
  opening: 'Dokument sa otvára…',
  cannotShow: 'Tento dokument sa tu nedá zobraziť.',
  cannotShowSave: 'Stiahnite ho a otvorte v inej aplikácii.',
  cannotShowAsk: 'Opýtajte sa toho, kto vám ho poslal.',
  stoppedTitle: 'Zobrazenie dokumentu sa zastavilo.',
  stoppedText: 'Niečo v dokumente príliš zaťažilo toto zariadenie. Nič iné to neovplyvnilo.',
  cannotShowPage: 'Strana {page} sa tu nedá zobraziť.',
  cannotShowPageSave:
    'Ostatné strany áno. Ak ju chcete vidieť, stiahnite dokument a otvorte ho v inej aplikácii.',
  cannotShowPageAsk: 'Ostatné strany áno. Opýtajte sa toho, kto vám dokument poslal.',
  passwordTitle: 'Tento súbor PDF má vlastné heslo',
  passwordText: 'Nastavil ho ten, kto súbor vytvoril. Nie je to váš prístupový kód a my ho nepoznáme.',
  passwordField: 'Heslo súboru',
  passwordWrong: 'Toto heslo súbor neotvorí. Skontrolujte ho a zadajte znova.',
  passwordOpen: 'Otvoriť',
}
