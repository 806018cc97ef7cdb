import type { DocumentsLanguage } from '../language.ts'

/** The problems of documents that are opened, share links, codes and access sessions in Czech. */
export const access: DocumentsLanguage['problems'] = {
  NOT_YET: 'Tento dokument ještě nelze otevřít. Otevře se sám, až přijde jeho čas.',
  DOCUMENT_EXPIRED: 'Platnost tohoto dokumentu vypršela. Obraťte se na osobu, která ho s vámi sdílí.',
  CODE_NEEDED: 'K tomuto dokumentu je potřeba váš přístupový kód. Zadejte kód, který vám byl sdělen.',
  NOTHING_TO_PACK: 'Není tu nic, co by teď šlo stáhnout.',
  LINK_GONE: 'Tento odkaz už nefunguje. Požádejte o nový osobu, od které ho máte.',
  CODE_WRONG: {
    one: 'Tento kód není správný. Zkontrolujte ho a zadejte znovu. Zbývá vám {count} pokus.',
    few: 'Tento kód není správný. Zkontrolujte ho a zadejte znovu. Zbývají vám {count} pokusy.',
    many: 'Tento kód není správný. Zkontrolujte ho a zadejte znovu. Zbývá vám {count} pokusu.',
    other: 'Tento kód není správný. Zkontrolujte ho a zadejte znovu. Zbývá vám {count} pokusů.',
  },
  CODE_WAIT: 'Příliš mnoho pokusů. Znovu to můžete zkusit za {seconds}\u00A0s.',
  CODE_USED_UP: 'Tento kód byl {limit}krát zadán špatně, proto už neplatí. Požádejte o nový.',
  CODE_EXPIRED: 'Tento kód už neplatí. Požádejte o nový.',
  CODE_USED: 'Tento kód už byl použit na jiné stránce. Požádejte o nový.',
  SAVING_NOT_ALLOWED: 'Tento dokument tu lze zobrazit, ale ne uložit.',
  CODE_NOT_NEEDED: 'Tento dokument není citlivý: odkaz ho otevře bez kódu.',
  ACCESS_ENDED: 'Dokument je znovu zavřený. Otevřete ho ještě jednou.',
  NOT_THEIRS:
    'Tento dokument k této osobě nepatří. Nejdřív ho přidejte do jejího profilu nebo k její konzultaci.',
  NOT_TOGETHER: 'Teď nejste v konzultaci společně. Vytvořte místo toho kód.',
}
