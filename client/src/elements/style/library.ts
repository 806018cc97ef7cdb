import { css } from 'lit'

/** The library: its tools, its rows in columns, or one below the other where there is little room, and its forms. */
export const library = css`
  :host { display: block; position: relative; container-type: inline-size; min-inline-size: 0; background: var(--_canvas); }
  .library { display: grid; gap: var(--_4); padding: var(--_6) 0; min-inline-size: 0; }
  .page-head { display: flex; flex-wrap: wrap; align-items: center; gap: var(--_3) var(--_4); }
  .page-head > :first-child { flex: 1 1 180px; min-inline-size: 0; }
  .desk-title { font-size: var(--_text-xl); line-height: calc(32 / 24); letter-spacing: -0.015em; font-weight: var(--_weight-strong); }
  .card {
    border: 1px solid var(--_line); border-radius: var(--_radius-l); background: var(--_surface);
    box-shadow: var(--_lift-1); min-inline-size: 0;
  }
  .card.over { outline: 2px dashed var(--_accent); outline-offset: -2px; background: var(--_accent-soft); }
  .dropping { padding: var(--_3) var(--_6); color: var(--_accent-ink); font-weight: var(--_weight-medium); }
  .tools { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: var(--_3); padding: var(--_5) var(--_6); }
  .search { position: relative; display: grid; align-items: center; min-inline-size: 0; }
  .search > .icon { position: absolute; inset-inline-start: 14px; color: var(--_muted); pointer-events: none; }
  .search .input { min-block-size: var(--_target); padding-block: 9px; padding-inline: calc(24px + max(20px, 1.25rem)); }
  .search .input::placeholder { color: var(--_muted); opacity: 1; }
  .search .input::-webkit-search-cancel-button { display: none; }
  .search .icon-button { position: absolute; inset-inline-end: 0; }
  .filters { grid-column: 1 / -1; display: flex; flex-wrap: wrap; gap: var(--_2); min-inline-size: 0; }
  .tools .select, .filters .select, .fields .select { max-inline-size: 100%; }
  .tools .select select, .fields .select select { font-size: max(16px, var(--_text-sm)); }
  .filters .select select, .filter { border-radius: calc(var(--_target) / 2); }
  .filters .on select { border-color: var(--_accent); background: var(--_accent-soft); color: var(--_accent-ink); }
  .filter { font-size: var(--_text-sm); }
  .band {
    display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0 var(--_4);
    padding: var(--_1) var(--_6); border-block-start: 1px solid var(--_line); background: var(--_sunken);
  }
  .room { display: flex; align-items: center; gap: var(--_3); }
  .room .bar { inline-size: clamp(80px, 16cqi, 200px); }
  .notices { display: grid; gap: var(--_2); padding: var(--_3) var(--_6); border-block-start: 1px solid var(--_line); }
  .group { border-block-start: 1px solid var(--_line); }
  .group > .label { padding: var(--_3) var(--_6) 0; }
  .group .file { padding-inline: var(--_6) var(--_3); }
  .full { padding: var(--_3) var(--_6); }
  .document {
    position: relative; display: grid; align-items: center; column-gap: var(--_4); padding: var(--_3) var(--_3) var(--_3) var(--_6);
    padding-inline: var(--_6) var(--_3);
    grid-template-columns: 40px minmax(0, 1fr) minmax(0, 220px) 160px 112px var(--_target);
    border-block-start: 1px solid var(--_line);
  }
  .document.heads {
    padding-block: var(--_2); background: var(--_sunken); color: var(--_muted);
    font-size: var(--_text-sm); line-height: calc(20 / 14);
  }
  .document .file-body { grid-template-columns: minmax(0, 1fr); }
  .opens { display: block; justify-self: start; max-inline-size: 100%; min-block-size: 32px; padding: 0; border: 0; background: none; text-align: start; cursor: pointer; position: relative; }
  /* The name is drawn low and pressed high. */
  .opens::after { content: ''; position: absolute; inset: -6px 0; }
  .opens .file-name { text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: 4px; text-decoration-color: var(--_line-strong); }
  .document .file-state { flex-wrap: wrap; gap: var(--_1) 10px; }
  .document .file-state.viewed { flex-wrap: nowrap; gap: 6px; }
  .mark-word { display: inline-flex; align-items: flex-start; gap: 4px; }
  .mark-word.private { color: var(--_private); }
  .mark-word.wait { color: var(--_wait); }
  .places { display: flex; flex-wrap: wrap; gap: var(--_1); min-inline-size: 0; }
  .chip {
    display: inline-flex; align-items: center; gap: var(--_1); min-block-size: 24px; max-inline-size: 100%; padding: var(--_1) var(--_2);
    border-radius: var(--_radius-s); background: var(--_sunken); color: var(--_muted);
    font-size: var(--_text-chip); line-height: calc(16 / 13); font-weight: var(--_weight-medium);
  }
  .chip.stop { background: var(--_stop-soft); color: var(--_stop); }
  .until .whole { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  .document > :is(.file-note, .file-more) { grid-column: 2 / -1; }
  .document .file-more { margin-block: 0; }
  .document.gone .file-name { color: var(--_muted); }
  .document.gone .file-name bdi span { text-decoration: line-through; text-decoration-color: var(--_line-strong); }
  .document.gone .mark { filter: grayscale(1); opacity: 0.55; }
  .document.asks { background: var(--_stop-soft); }
  .row-form { grid-column: 2 / -1; padding-block: var(--_2); }
  .fields { display: flex; flex-wrap: wrap; align-items: flex-start; gap: var(--_3) var(--_6); }
  form.fields { align-items: end; }
  .fields .field { min-inline-size: 0; align-content: start; }
  .fields > .buttons:last-child { margin-inline-start: auto; align-self: end; }
  form.fields .field { flex: 1 1 240px; max-inline-size: 480px; }
  .fields .field .subtle { max-inline-size: 240px; }
  .with-ending { display: flex; align-items: center; gap: var(--_2); min-inline-size: 0; }
  .with-ending .input { flex: 1; min-inline-size: 0; }
  .date { inline-size: auto; min-block-size: var(--_target); padding-block: 8px; color-scheme: inherit; }
  .buttons { display: flex; flex-wrap: wrap; align-items: center; gap: var(--_2); }
  .ask { display: flex; flex-wrap: wrap; align-items: center; justify-content: flex-end; gap: var(--_2) var(--_3); }
  .button.stop { border-color: var(--_stop); background: var(--_stop); color: var(--_on-stop); }
  .list-end { display: grid; justify-items: center; padding: var(--_2); border-block-start: 1px solid var(--_line); }
  .empty { display: grid; justify-items: center; gap: var(--_2); padding: var(--_8) var(--_6); text-align: center; border-block-start: 1px solid var(--_line); }
  .empty p { text-align: center; }
  .empty > .icon { inline-size: 32px; block-size: 32px; margin-block-end: var(--_2); color: var(--_muted); stroke-width: 1.25; }
  .empty .row { display: flex; flex-wrap: wrap; justify-content: center; gap: 0 var(--_3); }
  .rows:last-child .document:last-child { border-end-start-radius: var(--_radius-l); border-end-end-radius: var(--_radius-l); }
  @container (width < 45rem) {
    .library { padding: var(--_4) 0; gap: var(--_3); }
    .desk-title { font-size: 1.25rem; line-height: calc(28 / 20); }
    .tools, .band, .notices, .full { padding-inline: var(--_4); }
    .group > .label, .group .file { padding-inline-start: var(--_4); }
    .heads { display: none; }
    .document { grid-template-columns: 40px minmax(0, 1fr) var(--_target); align-items: start; gap: var(--_1) var(--_3); padding-inline: var(--_4) var(--_2); }
    .document > :is(.places, .viewed, .until) { grid-column: 2; }
    .document > .file-actions { grid-column: 3; grid-row: 1; }
    .document > .row-form { grid-column: 1 / -1; padding-inline-end: var(--_2); }
    .until .few { display: none; }
    .until .whole { position: static; inline-size: auto; block-size: auto; clip-path: none; white-space: normal; }
    .until.never { display: none; }
    .ask { justify-content: flex-start; }
    .ask .label { inline-size: 100%; }
    .room .bar { display: none; }
  }
  @container (width < 30rem) {
    .tools { grid-template-columns: minmax(0, 1fr); }
    .page-head .button { flex: 1 1 auto; }
    .row-form .field { inline-size: 100%; }
  }
  @container (width < 21.25rem) {
    .buttons > .button { inline-size: 100%; }
  }
  @media (forced-colors: active) {
    .chip { border: 1px solid CanvasText; }
    .filters .on select { border: 2px solid Highlight; }
    .bar[role='meter'] .done { forced-color-adjust: none; background: Highlight; }
  }
`
