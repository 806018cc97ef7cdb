import type { FoundReason, FoundState } from '@chairside/protocol'

/** What was found wrong, in the words that follow a colon. */
export const foundSk: Readonly<Record<FoundReason, string>> = {
  missing: 'chýba {field}',
  'wrong-kind': '{field} je iného druhu, než má byť',
  'wrong-form': '{field} nie je napísané tak, ako má byť',
  'too-small': '{field} je primalé alebo prikrátke',
  'too-large': '{field} je priveľké alebo pridlhé',
  'unknown-field': '{field} má pole, ktoré tu nepoznáme',
  'not-allowed': '{field} nie je žiadna z povolených hodnôt',
  'not-http': 'nie je to správne HTTP',
  'not-json': 'telo nie je JSON',
  'not-offset-stream': 'telo musí byť application/offset+octet-stream',
  'upload-offset': 'Upload-Offset musí byť celé číslo',
  'upload-digest': 'Upload-Digest musí byť sha-256=:…: (RFC 9530)',
  'no-file': 'nie je v ňom žiadny súbor',
  'many-fields': 'má viac než {limit} polí',
  packed: 'je zabalené',
  'not-an-address': 'adresa servera nie je URL http ani https',
  'ends-before-start': 'endsAt musí byť po startsAt',
  'same-id-twice': 'dva súbory majú rovnaké id',
  'same-person-twice': 'jedna osoba je uvedená dvakrát',
  'answered-by-patient': 'na žiadosť odpovedá pacient',
  'other-content': 'prišlo s iným obsahom',
  paused: 'odosielateľ to pozastavil',
  'past-files': 'počítajú sa aj skončené súbory, najviac {limit}',
  'past-transfers': 'počítajú sa aj skončené prenosy, najviac {limit}',
  'past-requests': 'počítajú sa aj skončené žiadosti, najviac {limit}',
  'own-downloads': 'jednej osobe ich naraz môže bežať najviac {limit}',
  'many-bytes': 'majú viac než {limit} KB za sekundu',
  'many-waits': 'naraz čaká viac než {limit} požiadaviek',
}

/** The states of files and requests, in the words that follow a colon. */
export const statesSk: Readonly<Record<FoundState, string>> = {
  offered: 'je ponúknuté',
  receiving: 'je na ceste',
  checking: 'práve sa kontroluje',
  ready: 'je hotové',
  downloaded: 'je už stiahnuté',
  rejected: 'bolo odmietnuté',
  withdrawn: 'bolo zrušené',
  expired: 'platnosť vypršala',
  asked: 'je otvorené',
  answering: 'práve sa na to odpovedá',
  answered: 'už je zodpovedané',
  declined: 'bolo odmietnuté',
}
