import { css } from 'lit'

/** A file's name, which is cut in the middle (`fileName`). */
export const names = css`
  .file-name { display: flex; min-inline-size: 0; font-weight: var(--_weight-medium); }
  .file-name > [aria-hidden] { display: flex; min-inline-size: 0; }
  .file-name bdi { display: inline-flex; min-inline-size: 0; }
  .file-name .start { min-inline-size: 0; overflow: hidden; text-overflow: ellipsis; white-space: pre; }
  .file-name .end { flex: none; white-space: pre; }
`

/** A file's row: mark, name and state, actions; below them the note and further actions. */
export const file = css`
  .mark { inline-size: 40px; block-size: 40px; color: var(--_kind-any); }
  .mark.thumb { border-radius: var(--_radius-s); background: var(--_sunken); }
  .mark.pdf { color: var(--_kind-pdf); }
  .mark.doc { color: var(--_kind-doc); }
  .mark.xls { color: var(--_kind-xls); }
  .mark.ppt { color: var(--_kind-ppt); }
  .mark.img { color: var(--_kind-img); }
  .mark.vid { color: var(--_kind-vid); }
  .mark .edge, .mark .post, .mark .dots {
    fill: none; stroke: currentColor; stroke-width: 1.5; stroke-linecap: round; stroke-linejoin: round;
  }
  .mark .post { stroke-width: 2.5; }
  .mark .dots { stroke-width: 3; }
  .mark .fill { fill: currentColor; }
  .mark text {
    fill: var(--_on-kind); font: 700 9px / 1 var(--_font); letter-spacing: 0.02em; text-anchor: middle;
  }
  .file {
    display: grid; grid-template-columns: 40px minmax(0, 1fr) auto; column-gap: var(--_3); align-items: center;
    padding-block: var(--_3); padding-inline: var(--_4) var(--_2);
  }
  .file.plain { padding-inline-end: var(--_4); }
  .file + .file { border-block-start: 1px solid var(--_line); }
  .file-body { display: grid; gap: var(--_1); min-inline-size: 0; }
  ${names}
  .file-state {
    display: flex; align-items: flex-start; gap: 6px;
    color: var(--_muted); font-size: var(--_text-sm); line-height: calc(20 / 14);
  }
  .file-state .icon { margin-block-start: 2px; }
  .file-state.ok { color: var(--_ok); }
  .file-state.wait { color: var(--_wait); }
  .file-state.stop { color: var(--_stop); }
  .file-actions { display: flex; align-items: center; }
  .file-note, .file-more { grid-column: 2 / -1; }
  .file-note { margin-block-start: var(--_1); padding-inline-end: var(--_2); font-size: var(--_text-sm); line-height: calc(20 / 14); }
  .file-note.flag { display: flex; align-items: flex-start; gap: 6px; color: var(--_muted); }
  .file-note.flag.wait { color: var(--_wait); }
  .file-note.flag .icon { margin-block-start: 2px; }
  .file-more { display: flex; flex-wrap: wrap; gap: 0 var(--_2); margin-block: var(--_1) calc(-1 * var(--_2)); margin-inline-start: -12px; }
  .file.gone .file-name { color: var(--_muted); }
  .file.gone .file-name bdi span { text-decoration: line-through; text-decoration-color: var(--_line-strong); }
  .file.gone .mark { filter: grayscale(1); opacity: 0.55; }
  .file.removed { grid-template-columns: auto minmax(0, 1fr) auto; }
  .file.removed > .icon { color: var(--_muted); }
  .bar { padding-block: 1px; }
  .bar .track { block-size: 6px; border-radius: 3px; background: var(--_track); overflow: hidden; }
  .bar .done {
    block-size: 100%; border-radius: 3px; background: var(--_accent);
    transition: inline-size var(--_calm) linear;
  }
  .bar.wait .done { background: var(--_wait); }
  .bar.rest .done { background: var(--_muted); }
  .bar.checking .done {
    background-image: repeating-linear-gradient(
      115deg, transparent 0 8px, rgb(255 255 255 / 0.32) 8px 16px
    );
    /* One stripe is 16 / sin(115deg) wide along the bar. */
    background-size: calc(100% + 17.65px) 100%;
  }
  @media (prefers-reduced-motion: no-preference) {
    .bar.checking .done { animation: stripes 800ms linear infinite; }
  }
  @keyframes stripes { from { background-position-x: -17.65px; } }
  @container (width < 300px) {
    .file { column-gap: var(--_2); padding-inline-start: var(--_3); }
  }
  /* In large type, a button with a word would leave no room for the name. */
  @container (width < 18rem) {
    .file-actions:not(.signs) { grid-column: 2 / -1; margin-inline-start: -12px; }
    .file-name bdi { flex-wrap: wrap; }
  }
  @media (forced-colors: active) {
    .bar .track { border: 1px solid CanvasText; }
    .bar[part] .done { forced-color-adjust: none; background: Highlight; }
    .mark[part] { color: CanvasText; forced-color-adjust: none; }
    .mark text { fill: Canvas; }
  }
`
