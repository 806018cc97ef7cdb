import { css } from 'lit'
import { dark } from './colours.ts'
import { tokensOf } from './tokens.ts'

/** One picture over the whole page, always dark. */
export const lightbox = css`
  .lightbox { ${tokensOf(dark)} --_surface: #1a201e; color-scheme: dark; }
  .lightbox[open] {
    position: fixed; inset: 0; display: flex; flex-direction: column;
    inline-size: 100%; block-size: 100%; max-inline-size: none; max-block-size: none; margin: 0; padding: 0; border: 0;
    background: #0f1413; color: var(--_text); overflow: hidden; overscroll-behavior: contain;
  }
  .lightbox::backdrop { background: #0f1413; }
  .lightbox-bar { display: flex; align-items: center; gap: var(--_2); padding-block: 12px; padding-inline: var(--_6) var(--_3); padding-block-start: max(12px, env(safe-area-inset-top)); }
  /* A larger picture lies below what closes and zooms. */
  .lightbox-bar, .lightbox-note, .lightbox-foot { position: relative; z-index: 1; background: #0f1413; }
  .stage > .icon-button { z-index: 1; }
  .lightbox-words { display: grid; flex: 1 1 auto; gap: var(--_1); min-inline-size: 0; }
  .lightbox-words > h2 { justify-self: start; max-inline-size: 100%; border-radius: var(--_radius-s); }
  .lightbox .subtle { color: #b4bcb8; }
  .lightbox-note { padding: 0 var(--_6) var(--_2); font-size: var(--_text-sm); }
  .lightbox .icon-button.framed, .lightbox .button.plain { border-color: #6d7773; background: #1a201e; color: #eceFec; }
  .lightbox .icon-button[aria-disabled='true'] { border-color: #3a423f; color: #7e8783; }
  .stage { position: relative; z-index: 0; display: grid; flex: 1 1 0; place-items: center; min-block-size: 0; margin-inline: 72px; touch-action: none; user-select: none; }
  .stage.larger { cursor: grab; }
  .stage > .picture { position: absolute; inset-block-start: 50%; inset-inline-start: 50%; translate: -50% -50%; will-change: transform; }
  .stage > .picture:dir(rtl) { translate: 50% -50%; }
  @supports not selector(:dir(rtl)) { :host-context([dir='rtl']) .stage > .picture { translate: 50% -50%; } }
  .picture > :is(img, canvas) { display: block; inline-size: 100%; block-size: 100%; -webkit-user-drag: none; }
  .stage > .icon-button { position: absolute; inset-block-start: calc(50% - 22px); }
  .stage > .previous { inset-inline-start: -58px; }
  .stage > .next { inset-inline-end: -58px; }
  .dim { position: absolute; inset: 0; display: grid; place-items: center; overflow: hidden; filter: blur(14px); opacity: 0.35; }
  .dim > :is(img, canvas) { inline-size: 100%; block-size: 100%; object-fit: contain; }
  .said { position: relative; display: grid; justify-items: center; gap: var(--_3); max-inline-size: 20rem; padding: var(--_4); text-align: center; }
  .said p { text-align: center; }
  .said b { display: block; }
  .said > .icon { inline-size: 32px; block-size: 32px; stroke-width: 1.25; }
  .said > .bar { inline-size: 200px; }
  .lightbox-foot { display: grid; grid-template-columns: 1fr auto 1fr; align-items: center; gap: var(--_4); padding: 12px var(--_6) max(16px, env(safe-area-inset-bottom)); }
  .strip { grid-column: 2; display: flex; gap: var(--_2); min-inline-size: 0; padding: var(--_1); overflow-x: auto; }
  .strip button { display: grid; place-items: center; inline-size: 64px; block-size: 48px; padding: 0; border: 0; border-radius: 8px; overflow: hidden; background: #1a201e; cursor: pointer; }
  .strip button:not([aria-current]) > * { opacity: 0.64; }
  .strip button[aria-current] { box-shadow: 0 0 0 2px #0f1413, 0 0 0 4px #62c9bb; }
  .strip button > :is(img, canvas) { inline-size: 100%; block-size: 100%; object-fit: cover; }
  .strip .mark { inline-size: 32px; block-size: 32px; }
  .zoom { grid-column: 3; justify-self: end; display: flex; align-items: center; gap: var(--_2); }
  .zoom output { direction: ltr; min-inline-size: 56px; text-align: center; font-size: var(--_text-sm); }
  @media (max-width: 640px) {
    .lightbox-bar { padding-inline: var(--_4) var(--_2); }
    .lightbox-note { padding-inline: var(--_4); }
    .stage { margin-inline: 0; }
    .stage > .icon-button { inset-block: auto 8px; }
    .stage > .previous { inset-inline-start: var(--_4); }
    .stage > .next { inset-inline-end: var(--_4); }
    .lightbox-foot { grid-template-columns: minmax(0, 1fr); justify-items: center; gap: var(--_2); padding-inline: var(--_4); }
    .strip, .zoom { grid-column: 1; justify-self: center; max-inline-size: 100%; }
  }
  /* A phone held sideways: the strip gives its room to the picture. */
  @media (max-height: 420px) {
    .strip { display: none; }
    .lightbox-bar { padding-block: var(--_1); }
    .lightbox-foot { padding-block: var(--_1); }
  }
  @media (forced-colors: active) {
    .strip button[aria-current] { outline: 2px solid Highlight; }
  }
`
