export const browser = {
  tooOld:
    'Tento prohlížeč je na Přenos souborů příliš starý. Hovor pokračuje beze změny. Aktualizujte ho nebo otevřete tuto stránku v jiném prohlížeči.',
  notAllowedHere: 'Tato stránka nedovoluje spustit Přenos souborů. Hovor pokračuje beze změny.',
  linkDropped: 'Toto je odkaz, ne soubor. Nejdřív ho uložte do zařízení a pak ho tu vyberte.',
  downloadNotBegun: 'Stahování ještě nezačalo. Ještě několik sekund to zkoušíme.',
  gettingReady: 'Soubor se připravuje…',
  readyToShare: 'Soubor je připravený. Dalším stisknutím tlačítka ho uložíte nebo sdílíte.',
  shareFile: 'Uložit nebo sdílet {file}',
  openElsewhere: 'Tato aplikace neumí ukládat soubory. Otevřete {address} v prohlížeči.',
  copyAddress: 'Kopírovat adresu',
  addressCopied: 'Adresa je zkopírovaná. Otevřete ji v prohlížeči.',
  findOnIphone: 'Najdete ho v aplikaci Soubory › Stahování.',
} as const
