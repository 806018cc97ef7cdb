/** English sentences about the browser, and about features that it lacks. */
export const browserEn = {
  tooOld:
    'This browser is too old for File Transfer. The call is not affected. Update it, or open this page in another browser.',
  notAllowedHere: 'This page does not let File Transfer run. The call is not affected.',
  linkDropped: 'This is a link, not a file. Save it on your device first, then select it here.',
  downloadNotBegun: 'The download has not begun yet. It is tried for some seconds more.',
  gettingReady: 'Getting the file ready…',
  readyToShare: 'The file is ready. Press the button once more to save or share it.',
  shareFile: 'Save or share {file}',
  openElsewhere: 'This app can’t save files. Open {address} in a browser.',
  copyAddress: 'Copy the address',
  addressCopied: 'The address is copied. Open it in a browser.',
  findOnIphone: 'Find it in Files › Downloads.',
} as const
