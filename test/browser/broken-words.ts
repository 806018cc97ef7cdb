import type { Locator } from 'playwright-core'

/** The words of an element that begin on one line and end on another; a hyphen ends a word. File names are no words. */
export const brokenWords = (element: Locator): Promise<string[]> =>
  element.evaluate((host) => {
    const broken: string[] = []
    const enter = (root: Node) => {
      const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
      for (let text = texts.nextNode(); text; text = texts.nextNode()) {
        if (text.parentElement?.closest('.unseen, .file-name, style, option')) continue
        for (const { index, 0: word } of (text.textContent ?? '').matchAll(/[^\s-]{2,}/g)) {
          const range = document.createRange()
          range.setStart(text, index)
          range.setEnd(text, index + word.length)
          const tops = [...range.getClientRects()].map(({ top }) => Math.round(top))
          if (new Set(tops).size > 1) broken.push(word)
        }
      }
    }
    enter(host.shadowRoot ?? host)
    return broken
  })
