import type { DocumentsLanguage } from '../language.ts'

/** The problems of documents that are opened, share links, codes and access sessions in Slovak. */
export const access: DocumentsLanguage['problems'] = {
  NOT_YET: 'Tento dokument sa ešte nedá otvoriť. Otvorí sa sám, keď príde jeho čas.',
  DOCUMENT_EXPIRED: 'Platnosť tohto dokumentu vypršala. Obráťte sa na osobu, ktorá vám ho poskytla.',
  CODE_NEEDED: 'Tento dokument potrebuje váš prístupový kód. Zadajte kód, ktorý ste dostali.',
  NOTHING_TO_PACK: 'Nie je tu nič, čo by sa teraz dalo stiahnuť.',
  LINK_GONE: 'Tento odkaz už neplatí. Vyžiadajte si nový od toho, kto vám ho poslal.',
  CODE_WRONG: {
    one: 'Tento kód nie je správny. Skontrolujte ho a zadajte znova. Zostáva vám {count} pokus.',
    few: 'Tento kód nie je správny. Skontrolujte ho a zadajte znova. Zostávajú vám {count} pokusy.',
    other: 'Tento kód nie je správny. Skontrolujte ho a zadajte znova. Zostáva vám {count} pokusov.',
  },
  CODE_WAIT: 'Priveľa pokusov. Znova to môžete skúsiť o {seconds} s.',
  CODE_USED_UP: 'Tento kód bol zadaný {limit}-krát nesprávne, preto už neplatí. Vyžiadajte si nový.',
  CODE_EXPIRED: 'Tento kód už neplatí. Vyžiadajte si nový.',
  CODE_USED: 'Tento kód už bol použitý na inej stránke. Vyžiadajte si nový.',
  SAVING_NOT_ALLOWED: 'Tento dokument si tu môžete pozrieť, ale nie uložiť.',
  CODE_NOT_NEEDED: 'Tento dokument nie je citlivý: odkaz ho otvorí bez kódu.',
  ACCESS_ENDED: 'Dokument je znova zatvorený. Otvorte ho ešte raz.',
  NOT_THEIRS:
    'Tento dokument nepatrí tomuto pacientovi. Najprv ho pridajte do jeho profilu alebo k jeho stretnutiu.',
  NOT_TOGETHER: 'Teraz nie ste obaja na stretnutí. Vytvorte namiesto toho kód.',
}
