import { css } from 'lit'

/** A document over the whole box: bars above and below, the pages between them on a dark ground. */
export const viewer = css`
  :host { display: block; }
  .viewer { display: flex; flex-direction: column; block-size: 100%; min-block-size: 0; background: #3a4240; container-type: inline-size; }
  .viewer-bar { display: flex; align-items: center; gap: var(--_1); min-block-size: 56px; padding: 6px var(--_2); background: var(--_surface); color: var(--_text); border-block-end: 1px solid var(--_line); }
  .viewer-bar.foot { flex-wrap: wrap; justify-content: center; padding-block-end: max(6px, env(safe-area-inset-bottom)); border-block: 1px solid var(--_line) 0; }
  .viewer-bar:not(.foot) { padding-block-start: max(6px, env(safe-area-inset-top)); }
  .viewer-name { flex: 1 0 8rem; display: grid; grid-template-columns: minmax(0, 1fr); min-inline-size: 0; padding-inline-start: var(--_1); }
  .viewer-name h1 { max-inline-size: 100%; justify-self: start; font-weight: var(--_weight-medium); font-size: var(--_text-md); }
  #viewer-name:focus-visible { outline-offset: 0; box-shadow: none; }
  .viewer-name .subtle { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .viewer-acts { display: flex; align-items: center; gap: var(--_1); flex: none; }
  .viewer-acts output, .page-number { min-inline-size: 56px; text-align: center; font-size: var(--_text-sm); font-variant-numeric: tabular-nums; }
  .viewer-acts output { direction: ltr; }
  .icon-button[aria-disabled='true'], .icon-button[aria-disabled='true']:hover { color: var(--_line-strong); background: transparent; cursor: default; opacity: 0.6; }
  .viewer-search { position: relative; display: flex; align-items: center; flex: 0 1 380px; gap: 2px; min-inline-size: 0; }
  .viewer-search > .icon.search { position: absolute; inset-inline-start: 14px; color: var(--_muted); pointer-events: none; }
  .viewer-search .input { flex: 1 1 0; min-inline-size: 0; min-block-size: 44px; padding-block: 10px; padding-inline: calc(22px + max(20px, 1.25rem)) var(--_2); color: var(--_text); }
  .hits { flex: none; padding-inline: var(--_1); color: var(--_muted); font-size: var(--_text-sm); }
  .viewer-band { display: flex; align-items: center; gap: var(--_2); padding: 6px var(--_4); background: var(--_wait-soft); color: var(--_text); font-size: var(--_text-sm); }
  .viewer-band > span { flex: 1 1 auto; }
  .viewer-band > .icon { color: var(--_wait); }
  .viewer-room { position: relative; display: flex; flex: 1 1 0; min-block-size: 0; }
  .viewer-frame { display: flex; flex: 1 1 0; min-inline-size: 0; }
  .viewer-frame iframe { flex: 1 1 0; inline-size: 100%; block-size: 100%; border: 0; background: #3a4240; color-scheme: auto; }
  .viewer-picture { flex: 1 1 0; display: flex; min-inline-size: 0; padding: var(--_2); overflow: auto; }
  .viewer-picture canvas { margin: auto; max-width: 100%; height: auto; }
  .viewer-said { position: absolute; inset: 0; display: flex; flex-direction: column; align-items: center; justify-content: center; gap: var(--_3); padding: var(--_6); overflow: auto; background: #3a4240; color: #fff; text-align: center; }
  .viewer-said p { max-inline-size: 30rem; text-align: center; }
  .viewer-said > .icon { inline-size: 32px; block-size: 32px; stroke-width: 1.25; }
  .viewer-said.waits { pointer-events: none; }
  .spin { inline-size: 24px; block-size: 24px; border: 2px solid currentColor; border-inline-end-color: transparent; border-radius: 50%; animation: spin 0.9s linear infinite; }
  @keyframes spin { to { rotate: 1turn; } }
  @media (prefers-reduced-motion: reduce) { .spin { animation-duration: 4s; } }
  .viewer-outline { flex: none; inline-size: min(320px, 80%); padding: var(--_2); overflow: auto; background: var(--_surface); color: var(--_text); }
  .outline-entry { display: block; inline-size: 100%; min-block-size: 40px; padding: var(--_2) var(--_3); border: 0; border-radius: var(--_radius-s); background: transparent; text-align: start; cursor: pointer; }
  .outline-entry:hover { background: var(--_sunken); }
  .depth-1 { padding-inline-start: 24px; } .depth-2 { padding-inline-start: 36px; } .depth-3, .depth-4 { padding-inline-start: 48px; }
  .menu-place { position: relative; display: inline-flex; }
  .menu { position: absolute; z-index: 3; inset-block-start: calc(100% + 2px); inset-inline-end: 0; min-inline-size: 200px; padding: var(--_1); border: 1px solid var(--_line); border-radius: var(--_radius-m); background: var(--_raised); box-shadow: var(--_lift-3); }
  .menu-item { display: flex; align-items: center; gap: var(--_3); inline-size: 100%; min-block-size: var(--_target); padding: var(--_2) var(--_3); border: 0; border-radius: var(--_radius-s); background: transparent; text-align: start; cursor: pointer; }
  .menu-item:hover { background: var(--_sunken); }
  .icon.more { stroke-width: 2.75; }
  .narrow-only { display: none; }
  @container (width < 47.5rem) {
    .wide-only { display: none; }
    .narrow-only { display: flex; }
    .viewer-bar:not(.searches) > .viewer-search { display: none; }
    .viewer-bar.searches > :is(.viewer-name, .narrow-only) { display: none; }
    .viewer-bar.searches > .viewer-search { flex: 1 1 0; }
    .viewer-name { flex: 1 1 0; }
    .viewer-bar.foot { justify-content: space-between; }
  }
  /* A phone held sideways gives the room to the pages. */
  @media (max-height: 420px) { .viewer-bar { min-block-size: 48px; padding-block: 2px; } .viewer-bar .subtle { display: none; } }
`
