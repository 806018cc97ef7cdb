/** What the page of a share link says, in English. */
export const linkEn = {
  pageTitle: 'A document for you',
  documentsOf: 'Documents from {name}',
  loading: 'One moment…',

  normalTitle: 'A document for you',
  normalFrom: 'From {name}.',
  normalUntil: 'You can open it until {day}.',
  open: 'Open document',
  openSeen: '{name} sees when you open it.',
  openSeenUnnamed: 'The person who shared it sees when you open it.',

  codeTitle: 'Enter your code',
  codeFrom: '{name} shared a document with you. The code comes separately from this link.',
  codeFromUnnamed: 'A document was shared with you. The code comes separately from this link.',
  codeField: 'Access code',
  codeHint: 'Six digits',
  codeShort: 'A code has six digits. Check it and type it again.',
  codeWrong: {
    one: 'This code is not right. Check it and type it again. You have {count} try left.',
    other: 'This code is not right. Check it and type it again. You have {count} tries left.',
  },
  codeWait: {
    one: 'This code is not right. You can try again in {count} second.',
    other: 'This code is not right. You can try again in {count} seconds.',
  },
  codeWaitHeard: 'This code is not right. Wait a moment, then you can try again.',
  codeTries: {
    one: 'You have {count} try left.',
    other: 'You have {count} tries left.',
  },
  codeExpired: 'This code works no more. Ask for a new one.',
  codeUsedElsewhere: 'This code was used already, in another page. Ask for a new one.',
  noCode: 'I have no code',

  usedUpTitle: 'This code no longer works',
  usedUpText: 'It was typed wrong ten times. {name} knows and can make a new one for you.',
  usedUpTextUnnamed:
    'It was typed wrong ten times. The person who shared the document knows and can make a new one for you.',
  usedUpKeep: 'You can keep this link: the new code works here.',

  askedTitle: '{name} was told',
  askedTitleUnnamed: 'Your practitioner was told',
  askedText:
    'You asked for a code at {time}. It comes another way than this link: as a text, or it is read out to you.',
  askedClose: 'You can close this page and come back.',

  unlockingTitle: 'Opening for you',
  unlockingText: '{name} unlocked this document while you are in the call. You need no code.',
  unlockingTextUnnamed: 'This document was unlocked while you are in the call. You need no code.',
  unlocking: 'Opening the document…',

  openTitle: 'Your document is open',
  view: 'View document',
  notShown: 'This kind of document can be neither shown nor downloaded here. Ask the person who shared it.',
  openFor: {
    one: 'Open for {count} more minute, until {time}.',
    other: 'Open for {count} more minutes, until {time}.',
  },
  openForShort: {
    one: 'Open for {count} minute · until {time}',
    other: 'Open for {count} minutes · until {time}',
  },
  openSees: '{name} sees when you view it.',
  openSeesUnnamed: 'The person who shared it sees when you view it.',
  left: {
    one: '{count} minute left',
    other: '{count} minutes left',
  },
  leftSoon: 'Less than a minute left',
  stay: 'Stay',

  closedTitle: 'Closed again',
  closedText: {
    one: 'The time is over. Type your code again to go on reading on page {count}.',
    other: 'The time is over. Type your code again to go on reading on page {count}.',
  },
  closedNormal: 'The time is over. You can open it again.',

  goneTitle: 'This link no longer works',
  goneText: 'Ask the person who sent it to you for a new one.',

  expiredTitle: 'This link has expired',
  expiredText: 'It worked until {day}.',
  expiredAsk: 'Ask {name} for a new one.',

  laterTitle: 'Not open yet',
  laterText: 'It opens by itself: {when}.',

  incompleteTitle: 'Open the link from the message itself',
  incompleteText: 'A part of the address got lost on the way here.',
  incompleteHow:
    'Go back to the message and tap the link in it. If it does not open, hold your finger on it, copy it, and paste it here.',
  incompleteField: 'The whole link',
  incompleteOpen: 'Open',
  incompleteWrong: 'This is not a whole link. It ends with # and letters.',

  noConnectionTitle: 'No connection',
  noConnectionText: 'Your code was not used. It goes on by itself when you are back.',
  troubleTitle: 'This did not work',
  troubleText: 'Something on our side did not work. Try again in a moment.',
  notDownloaded: 'The document could not be downloaded. Try again.',
} as const
