/** English sentences about files that a person must choose again, after a reload or on another page. */
export const againEn = {
  chooseYoursAgain: { one: 'Choose your file again.', other: 'Choose your {count} files again.' },
  loadedAnew: {
    one: 'This page was loaded anew and can no longer read it. What was sent is safe: it goes on where it stopped.',
    other:
      'This page was loaded anew and can no longer read them. What was sent is safe: it goes on where it stopped.',
  },
  senderGone: {
    one: 'The page that was sending it is closed, or has no connection. What was sent is safe: it goes on where it stopped.',
    other:
      'The page that was sending them is closed, or has no connection. What was sent is safe: it goes on where it stopped.',
  },
  neverSent: {
    one: 'This page was loaded anew before it could be sent.',
    other: 'This page was loaded anew before they could be sent.',
  },
  browserAsks: {
    one: 'Your browser asks before it reads your file again.',
    other: 'Your browser asks before it reads your {count} files again.',
  },
  goesOn: 'What was sent is safe: it goes on where it stopped.',
  strangers: {
    one: '{files} is another file. It was not sent.',
    other: '{files} are other files. They were not sent.',
  },
  youWereSending: 'You were sending',
  doneOf: '{done} of {count} delivered',
  chooseItAgain: 'Choose it again · {size}',
  notSentYet: 'Not sent yet',
  forgetUnsent: 'Do not send {file}',
  saidChoosesAgain: 'Paused: {files}. {name} needs to choose it again.',
  choosesAgain: 'Paused. {name} needs to choose it again',
} as const
