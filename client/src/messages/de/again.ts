/** The sentences of `en/again.ts` in German. */
export const again = {
  chooseYoursAgain: {
    one: 'Wählen Sie Ihre Datei erneut aus.',
    other: 'Wählen Sie Ihre {count} Dateien erneut aus.',
  },
  loadedAnew: {
    one: 'Diese Seite wurde neu geladen und kann die Datei nicht mehr lesen. Bereits Gesendetes bleibt erhalten: Es geht dort weiter, wo es aufgehört hat.',
    other:
      'Diese Seite wurde neu geladen und kann die Dateien nicht mehr lesen. Bereits Gesendetes bleibt erhalten: Es geht dort weiter, wo es aufgehört hat.',
  },
  senderGone: {
    one: 'Die Seite, die die Datei gesendet hat, ist geschlossen oder hat keine Verbindung. Bereits Gesendetes bleibt erhalten: Es geht dort weiter, wo es aufgehört hat.',
    other:
      'Die Seite, die die Dateien gesendet hat, ist geschlossen oder hat keine Verbindung. Bereits Gesendetes bleibt erhalten: Es geht dort weiter, wo es aufgehört hat.',
  },
  neverSent: {
    one: 'Diese Seite wurde neu geladen, bevor die Datei gesendet werden konnte.',
    other: 'Diese Seite wurde neu geladen, bevor die Dateien gesendet werden konnten.',
  },
  browserAsks: {
    one: 'Ihr Browser fragt nach, bevor er Ihre Datei erneut liest.',
    other: 'Ihr Browser fragt nach, bevor er Ihre {count} Dateien erneut liest.',
  },
  goesOn: 'Bereits Gesendetes bleibt erhalten: Es geht dort weiter, wo es aufgehört hat.',
  strangers: {
    one: '{files} ist eine andere Datei. Sie wurde nicht gesendet.',
    other: '{files} sind andere Dateien. Sie wurden nicht gesendet.',
  },
  youWereSending: 'Nicht fertig gesendet',
  doneOf: '{done} von {count} zugestellt',
  chooseItAgain: 'Bitte erneut auswählen · {size}',
  notSentYet: 'Noch nicht gesendet',
  forgetUnsent: '{file} nicht senden',
  saidChoosesAgain: 'Pausiert: {files}. {name} muss die Auswahl wiederholen.',
  choosesAgain: 'Pausiert. {name} muss die Datei erneut auswählen',
} as const
