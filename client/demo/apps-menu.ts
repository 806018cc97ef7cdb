// The menu "My Apps" of the call, with File Transfer in it: it opens the panel and shows the badge.
import { inEveryLanguage, withCount, word } from './words.ts'

export type AppsMenu = {
  /** How many new things wait in the closed panel. */
  count: (count: number) => void
  /** Whether the panel stands open. */
  opened: (open: boolean) => void
  focus: () => void
}

export const startAppsMenu = (openOrClose: () => void): AppsMenu => {
  const apps = document.getElementById('apps') as HTMLButtonElement
  const menu = document.getElementById('apps-menu') as HTMLElement
  const opener = document.getElementById('opener') as HTMLButtonElement
  let waiting = 0

  const unfold = (open: boolean) => {
    menu.hidden = !open
    apps.ariaExpanded = String(open)
  }
  const write = () => {
    apps.ariaLabel = waiting ? withCount(word('myApps'), waiting) : word('myApps')
    opener.ariaLabel = waiting ? withCount(word('fileTransfer'), waiting) : word('fileTransfer')
    for (const badge of document.querySelectorAll<HTMLElement>('.apps .badge')) {
      badge.hidden = !waiting
      badge.dataset.count = waiting > 9 ? '9+' : String(waiting) // the style draws it; the button's name says it
    }
  }

  apps.addEventListener('click', () => unfold(apps.ariaExpanded !== 'true'))
  opener.addEventListener('click', () => {
    unfold(false)
    apps.focus() // the menu closes; the next Tab reaches the panel
    openOrClose()
  })
  document.addEventListener('pointerdown', (event) => {
    if (!apps.parentElement?.contains(event.target as Node)) unfold(false)
  })
  apps.parentElement?.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || menu.hidden) return
    unfold(false)
    apps.focus()
  })
  apps.parentElement?.addEventListener('focusout', (event) => {
    if (event.relatedTarget && !apps.parentElement?.contains(event.relatedTarget as Node)) unfold(false)
  })
  inEveryLanguage(write)

  return {
    count(count) {
      waiting = count
      write()
    },
    opened(open) {
      apps.classList.toggle('is-on', open)
      opener.ariaExpanded = String(open)
    },
    focus: () => apps.focus(),
  }
}
