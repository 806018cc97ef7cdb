export const browser = {
  tooOld:
    'Tento prehliadač je na Prenos súborov príliš starý. Hovor pokračuje bez zmeny. Aktualizujte ho alebo otvorte stránku v inom prehliadači.',
  notAllowedHere: 'Táto stránka nedovoľuje spustiť Prenos súborov. Hovor pokračuje bez zmeny.',
  linkDropped: 'Toto je odkaz, nie súbor. Najprv ho uložte do zariadenia, potom ho tu vyberte.',
  downloadNotBegun: 'Sťahovanie sa ešte nezačalo. Ešte niekoľko sekúnd to skúšame.',
  gettingReady: 'Súbor sa pripravuje…',
  readyToShare: 'Súbor je pripravený. Ďalším stlačením tlačidla ho uložíte alebo zdieľate.',
  shareFile: 'Uložiť alebo zdieľať {file}',
  openElsewhere: 'Táto aplikácia nevie ukladať súbory. Otvorte {address} v prehliadači.',
  copyAddress: 'Kopírovať adresu',
  addressCopied: 'Adresa je skopírovaná. Otvorte ju v prehliadači.',
  findOnIphone: 'Nájdete ho v Súbory › Stiahnuté.',
} as const
