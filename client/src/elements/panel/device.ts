import { onIphone } from '../../messages/device.ts'

/** Whether the browser saves files without showing where: on iPhones and iPads. */
export const savesOutOfSight = onIphone

/**
 * How a file gets from the page onto the device: by the browser's download, by the share sheet, or only in another
 * browser. `appSaves`: the page is in a web view that saves downloads.
 */
export function savingHere(appSaves: boolean): 'download' | 'share' | 'elsewhere' {
  if (appSaves || !(isHomeScreenApp() || isWebView(navigator.userAgent))) return 'download'
  const example = new File([''], 'example.pdf', { type: 'application/pdf' })
  return navigator.canShare?.({ files: [example] }) ? 'share' : 'elsewhere'
}

/** The address of this page, to open it in a browser: without query and fragment, which may hold a token. */
export function pageAddress(): string {
  return location.origin + location.pathname
}

const isApple = (userAgent: string): boolean => /iPhone|iPod|iPad/.test(userAgent)

/** Whether the page runs from the home screen of an iPhone or iPad: a download would cover it, with no way back. */
function isHomeScreenApp(): boolean {
  return (navigator as Navigator & { standalone?: boolean }).standalone === true
}

const apps =
  /\b(FBAN|FBAV|FB_IAB|Instagram|Line\/|MicroMessenger|LinkedInApp|Snapchat|Pinterest\/|BytedanceWebview|musical_ly)/

/** Whether the browser is inside an app, where a download does nothing: Android's says `wv`, Apple's lacks `Safari`. */
function isWebView(userAgent: string): boolean {
  return (
    /; wv\)/.test(userAgent) || (isApple(userAgent) && !/Safari\//.test(userAgent)) || apps.test(userAgent)
  )
}
