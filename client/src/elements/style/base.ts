import { css } from 'lit'

/** The rules that every element starts from; they keep the page's own look out. */
export const base = css`
  :host {
    box-sizing: border-box;
    color: var(--_text);
    font: var(--_weight) var(--_text-md) / calc(20 / 15) var(--_font);
    font-variant-numeric: tabular-nums;
    letter-spacing: normal;
    text-align: start;
    text-transform: none;
    white-space: normal;
    -webkit-text-size-adjust: 100%;
  }
  *, *::before, *::after { box-sizing: border-box; }
  h1, h2, h3, h4, h5, h6, p, ul { margin: 0; padding: 0; }
  h1, h2, h3, h4, h5, h6 { font-size: inherit; }
  ul { list-style: none; }
  svg { display: block; flex: none; }
  button, input, textarea { font: inherit; color: inherit; letter-spacing: inherit; }
  [hidden] { display: none !important; }
  p, h1, h2, h3, h4, h5, h6, span, label {
    overflow-wrap: anywhere;
    /* A sentence keeps its own direction, and stands on the page's side. */
    unicode-bidi: plaintext; text-align: -webkit-match-parent; text-align: match-parent;
  }
  b { font-weight: var(--_weight-strong); }
  .icon {
    /* A sign grows with the text. */
    flex: none; inline-size: max(20px, 1.25rem); block-size: max(20px, 1.25rem);
    fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round;
  }
  .icon.small { inline-size: max(16px, 1rem); block-size: max(16px, 1rem); stroke-width: 2; }
  .icon.turning:dir(rtl) { transform: scaleX(-1); }
  /* Chrome before 120 does not know :dir(). */
  @supports not selector(:dir(rtl)) {
    :host-context([dir='rtl']) .icon.turning { transform: scaleX(-1); }
  }
  .unseen {
    position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
  }
  :focus { outline: none; }
  :focus-visible {
    outline: 2px solid var(--_focus); outline-offset: 2px; box-shadow: 0 0 0 2px var(--_surface);
  }
  .title {
    font-size: var(--_text-lg); line-height: calc(24 / 18); font-weight: var(--_weight-strong); letter-spacing: -0.01em;
  }
  .label { font-size: var(--_text-sm); line-height: calc(20 / 14); font-weight: var(--_weight-strong); }
  .subtle { color: var(--_muted); font-size: var(--_text-sm); line-height: calc(20 / 14); font-weight: var(--_weight); }
  .presence {
    display: flex; align-items: baseline; gap: var(--_2);
    color: var(--_muted); font-size: var(--_text-sm); line-height: calc(20 / 14);
  }
  .presence::before {
    content: ''; flex: none; inline-size: 8px; block-size: 8px; border-radius: 50%;
    border: 4px solid var(--_ok); translate: 0 -1px;
  }
  .presence.waiting::before { border: 2px solid var(--_wait); }
  .presence.desk::before { border-radius: 2px; }
  .presence.away::before { border: 2px solid var(--_line-strong); }
`
