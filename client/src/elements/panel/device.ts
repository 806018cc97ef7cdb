import { onIphone } from '../../messages/device.ts'

/** Whether the browser saves files without showing where: on iPhones and iPads. */
export const savesOutOfSight = onIphone

/**
 * How a file gets from the page onto the device: by the browser's download, by the share sheet, or only in another
 * browser. `appSaves`: the web view that the page is shown in saves downloads.
 */
export function savingHere(appSaves: boolean): 'download' | 'share' | 'elsewhere' {
  if (appSaves || !(isHomeScreenApp() || isWebView(navigator.userAgent))) return 'download'
  const example = new File([''], 'example.pdf', { type: 'application/pdf' })
  return navigator.canShare?.({ files: [example] }) ? 'share' : 'elsewhere'
}

/** The address of this page to be opened in a browser: without what may hold a token. */
export function pageAddress(): string {
  return location.origin + location.pathname
}

const isApple = (userAgent: string): boolean => /iPhone|iPod|iPad/.test(userAgent)

/** A page on the home screen of an iPhone or iPad: a download covers it, and there is no way back. */
function isHomeScreenApp(): boolean {
  return (navigator as Navigator & { standalone?: boolean }).standalone === true
}

const apps =
  /\b(FBAN|FBAV|FB_IAB|Instagram|Line\/|MicroMessenger|LinkedInApp|Snapchat|Pinterest\/|BytedanceWebview|musical_ly)/

/** A browser within an app, where a download does nothing: Android's says `wv`, Apple's does not say `Safari`. */
function isWebView(userAgent: string): boolean {
  return (
    /; wv\)/.test(userAgent) || (isApple(userAgent) && !/Safari\//.test(userAgent)) || apps.test(userAgent)
  )
}
