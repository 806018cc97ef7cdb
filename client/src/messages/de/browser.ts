export const browser = {
  tooOld:
    'Dieser Browser ist zu alt für die Dateiübertragung. Das Gespräch ist nicht betroffen. Aktualisieren Sie den Browser oder öffnen Sie diese Seite in einem anderen.',
  notAllowedHere:
    'Auf dieser Seite darf die Dateiübertragung nicht ausgeführt werden. Das Gespräch ist nicht betroffen.',
  linkDropped:
    'Das ist ein Link, keine Datei. Speichern Sie die Datei zuerst auf Ihrem Gerät und wählen Sie sie dann hier aus.',
  downloadNotBegun: 'Das Herunterladen hat noch nicht begonnen. Wir versuchen es noch einige Sekunden lang.',
  gettingReady: 'Die Datei wird vorbereitet\u00A0…',
  readyToShare: 'Die Datei ist bereit. Drücken Sie noch einmal, um sie zu speichern oder zu teilen.',
  shareFile: '{file} speichern oder teilen',
  openElsewhere: 'Diese App kann keine Dateien speichern. Öffnen Sie {address} in einem Browser.',
  copyAddress: 'Adresse kopieren',
  addressCopied: 'Die Adresse ist kopiert. Öffnen Sie sie in einem Browser.',
  findOnIphone: 'Sie finden die Datei unter Dateien › Downloads.',
} as const
