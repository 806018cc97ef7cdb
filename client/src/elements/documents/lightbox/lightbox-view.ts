import { html, nothing, type TemplateResult } from 'lit'
import { sayOfFiles } from '../../../messages/files.ts'
import { bar } from '../../kit/bar.ts'
import { button, iconButton, once } from '../../kit/button.ts'
import { fileIcon } from '../../kit/file-icon.ts'
import { fileName } from '../../kit/file-name.ts'
import { icon } from '../../kit/icon.ts'
import { shownFile } from '../../kit/shown-name.ts'
import type { FileItem } from '../files/item.ts'
import type { ShownFiles } from '../files/shown-files.ts'
import { type SignName, sign } from '../files/sign.ts'
import { cancel } from '../kit/escape.ts'
import type { Lightbox } from './lightbox.ts'

/** The lightbox; nothing while it is closed. `sentBy`: "Dr. Eva Horváthová, 18 November". */
export function lightboxView(
  lightbox: Lightbox,
  shown: ShownFiles,
  sentBy: (item: FileItem) => string,
): TemplateResult | typeof nothing {
  const { line } = lightbox
  const item = line?.items[line.at]
  if (!line || !item) return nothing
  const { words } = shown
  const name = shownFile(item.name, words)
  const total = line.items.length
  const position = sayOfFiles(words, 'positionOf', { position: line.at + 1, total })
  const note = shown.note(item)
  return html`<dialog
    class="lightbox" part="lightbox" aria-labelledby="lightbox-name" lang=${words.lang}
    @cancel=${cancel(lightbox.close)} @close=${lightbox.close} @keydown=${lightbox.key}
  >
    <header class="lightbox-bar">
      <div class="lightbox-words">
        <h2 class="label" id="lightbox-name" tabindex="-1" autofocus>${fileName(name)}</h2>
        <p class="subtle" aria-live="polite">${line.gone ? position : [position, words.size(item.size), sentBy(item)].join(' · ')}</p>
      </div>
      ${line.gone ? nothing : iconButton('save', words.say('downloadFile', { file: name }), () => shown.download(item), { look: 'framed' })}
      ${iconButton('close', sayOfFiles(words, 'closePicture'), lightbox.close, { look: 'framed' })}
    </header>
    ${note && !line.gone ? html`<div class="lightbox-note"><p>${note.text}</p>${note.act ? button('quiet', note.act.words, note.act.press, { tight: true }) : nothing}</div>` : nothing}
    <div
      class="stage ${lightbox.zoom.scale > 1 ? 'larger' : ''}"
      @pointerdown=${lightbox.gestures.start} @pointermove=${lightbox.gestures.move}
      @pointerup=${lightbox.gestures.end} @pointercancel=${lightbox.gestures.end} @touchstart=${lightbox.gestures.touch} @wheel=${lightbox.wheel}
    >
      ${stage(lightbox, item, shown)}
      ${
        total > 1
          ? html`${signButton('previous', sayOfFiles(words, 'previousPicture'), () => lightbox.previous(), line.at > 0)}
            ${signButton('next', sayOfFiles(words, 'nextPicture'), () => lightbox.next(), line.at < total - 1)}`
          : nothing
      }
    </div>
    <footer class="lightbox-foot">
      ${total > 1 ? strip(lightbox, line.items, line.at, shown) : nothing}
      ${zoomButtons(lightbox, shown)}
    </footer>
  </dialog>`
}

/** A framed button with a sign of documents. */
function signButton(name: SignName, words: string, press: () => void, on: boolean): TemplateResult {
  return html`<button
    type="button" class="icon-button framed ${name}" aria-label=${words} title=${words} aria-disabled=${on ? nothing : 'true'}
    @keydown=${once} @click=${() => {
      if (on) press()
    }}
  >${sign(name)}</button>`
}

function stage(lightbox: Lightbox, item: FileItem, shown: ShownFiles): TemplateResult {
  const { words } = shown
  const now = lightbox.picture
  switch (now.state) {
    case 'shown': {
      const { scale, x, y } = lightbox.zoom
      const size = lightbox.fitted ?? { width: 0, height: 0 }
      // Properties, because a strict policy of the page forbids style attributes.
      return html`<div
        class="picture"
        .style=${`inline-size: ${size.width}px; block-size: ${size.height}px; transform: translate(${x + lightbox.drag}px, ${y}px) scale(${scale});`}
      >${now.picture.node}</div>`
    }
    case 'loading': {
      const percent = words.percent(now.bytes / item.size)
      const text = sayOfFiles(words, 'loadingOf', { percent, size: words.size(item.size) })
      const share = now.bytes / item.size
      return html`${dim(item, shown)}<div class="said">
        <p>${text}</p>${bar({ cause: 'moving', share, heard: text }, shownFile(item.name, words))}
      </div>`
    }
    case 'waits': {
      const again = () => lightbox.again()
      return html`${dim(item, shown)}<div class="said" role="status">
        ${icon('noline')}<p>${sayOfFiles(words, 'pictureWaits')}</p>
        ${button('plain', words.say('tryAgain'), again, { icon: 'again' })}
      </div>`
    }
    case 'cannot': {
      const save = () => shown.download(item)
      return html`<div class="said" role="status">
        ${sign('unseeable')}<p><b>${sayOfFiles(words, 'cannotShow')}</b> ${sayOfFiles(words, 'cannotShowText')}</p>
        ${button('plain', words.say('download'), save, { icon: 'save' })}
      </div>`
    }
    case 'gone':
      return html`<div class="said" role="status">
        ${icon('stop')}<p><b>${sayOfFiles(words, 'pictureGone')}</b> ${lightbox.line && lightbox.line.items.length > 1 ? sayOfFiles(words, 'pictureGoneText') : nothing}</p>
      </div>`
  }
}

/** The thumbnail stands in for a picture that is not here yet. */
function dim(item: FileItem, shown: ShownFiles): TemplateResult | typeof nothing {
  const thumb = shown.thumb(item, 'dim')
  if (thumb === 'none') return nothing
  return html`<div class="dim" data-thumb="dim-${item.id}" aria-hidden="true">${thumb === 'waiting' ? nothing : thumb}</div>`
}

function strip(
  lightbox: Lightbox,
  items: readonly FileItem[],
  at: number,
  shown: ShownFiles,
): TemplateResult {
  const { words } = shown
  return html`<ul class="strip" aria-label=${sayOfFiles(words, 'allPictures')}>
    ${items.map((item, index) => {
      const thumb = shown.thumb(item, 'strip')
      const name = shownFile(item.name, words)
      return html`<li><button
        type="button" data-thumb="strip-${item.id}" title=${name}
        aria-label=${sayOfFiles(words, 'openPicture', { file: name })} aria-current=${index === at ? 'true' : nothing}
        @click=${() => lightbox.go(index)}
      >${typeof thumb === 'string' ? fileIcon(item.name) : thumb}</button></li>`
    })}
  </ul>`
}

function zoomButtons(lightbox: Lightbox, { words }: ShownFiles): TemplateResult {
  const { scale } = lightbox.zoom
  const percent = new Intl.NumberFormat(words.locale, { style: 'percent', maximumFractionDigits: 0 }).format(
    scale,
  )
  return html`<div class="zoom">
    ${signButton('minus', sayOfFiles(words, 'smaller'), () => lightbox.smaller(), scale > 1)}
    <output>${percent}</output>
    ${signButton('plus', sayOfFiles(words, 'larger'), () => lightbox.larger(), lightbox.canGrow)}
    ${signButton('whole', sayOfFiles(words, 'wholePicture'), () => lightbox.reset(), scale > 1)}
  </div>`
}
