import { css } from 'lit'

/** A client's files: groups of rows and tiles, and what is said of them. */
export const files = css`
  :host { display: block; min-inline-size: 0; }
  .files { container-type: inline-size; position: relative; display: grid; gap: var(--_4); background: var(--_canvas); }
  .files.inline { background: var(--_surface); }
  .files > .notice { margin: 0; }
  .toolbar { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: var(--_2) var(--_4); }
  .segment { display: flex; min-inline-size: 0; margin: 0; padding: 3px; border: 1px solid var(--_line-strong); border-radius: var(--_radius-m); background: var(--_surface); }
  .segment legend { padding: 0; }
  .segment label { position: relative; display: grid; flex: 1 1 auto; cursor: pointer; }
  .segment input { position: absolute; inset: 0; inline-size: 100%; block-size: 100%; margin: 0; opacity: 0; cursor: inherit; }
  .segment label > span {
    display: grid; place-items: center; min-block-size: 36px; padding-inline: var(--_3);
    border: 1px solid transparent; border-radius: var(--_radius-s); color: var(--_muted); font-size: var(--_text-sm); font-weight: var(--_weight-medium);
  }
  .segment input::before { content: ''; position: absolute; inset: -5px 0; }
  .segment input:checked + span { border-color: var(--_accent); background: var(--_accent-soft); color: var(--_accent-ink); }
  .segment input:focus-visible + span { outline: 2px solid var(--_focus); outline-offset: 2px; }
  .group { border: 1px solid var(--_line); border-radius: var(--_radius-l); background: var(--_surface); box-shadow: var(--_lift-1); overflow: hidden; overflow: clip; }
  .group-head { display: flex; flex-wrap: wrap; align-items: center; gap: 0 var(--_2); min-block-size: 60px; padding-block: var(--_2); padding-inline: var(--_4) var(--_2); }
  .group-head + *, .band + *, .tiles + .rows, .foot { border-block-start: 1px solid var(--_line); }
  .group-title { display: flex; flex: 1 1 8rem; flex-wrap: wrap; align-items: baseline; gap: 0 var(--_2); min-inline-size: 0; }
  .download-all { margin-inline-start: auto; }
  .all-size { font-weight: var(--_weight); }
  .inline .group { border: 0; border-radius: 0; background: transparent; box-shadow: none; }
  .inline .group-head { min-block-size: 52px; padding-block: var(--_1); background: var(--_sunken); }
  .inline .group + .group { border-block-start: 1px solid var(--_line); }
  .band { display: flex; align-items: center; gap: var(--_3); padding-block: var(--_2); padding-inline: var(--_4) var(--_2); background: var(--_sunken); font-size: var(--_text-sm); line-height: calc(20 / 14); }
  .band > .icon { color: var(--_muted); }
  .band.ok > .icon { color: var(--_ok); }
  .band.stop > .icon { color: var(--_stop); }
  .band-body { display: grid; flex: 1 1 auto; gap: var(--_1); min-inline-size: 0; }
  .file > .views { grid-column: 2 / -1; }
  .file.closed { padding-inline-end: var(--_4); }
  .mark.thumb { overflow: hidden; display: block; }
  .mark.thumb > :is(img, canvas) { display: block; inline-size: 100%; block-size: 100%; object-fit: cover; }
  .file-state { flex-wrap: wrap; align-items: center; gap: 2px 6px; }
  .file-state .icon { margin-block-start: 0; }
  /* The words wrap beside their sign. */
  .file-state > .icon + span { flex: 1 1 60%; }
  .name-link { display: flex; max-inline-size: 100%; min-inline-size: 0; padding: 0; border: 0; background: none; text-align: start; cursor: pointer; position: relative; }
  .name-link .file-name { border-block-end: 1px solid var(--_line-strong); }
  /* 44 px to hit. */
  .name-link::after { content: ''; position: absolute; inset: -12px 0; }
  .new {
    display: inline-flex; align-items: center; gap: 5px; padding: 1px var(--_2); border-radius: var(--_radius-s);
    background: var(--_ok-soft); color: var(--_ok); font-size: var(--_text-chip); line-height: calc(18 / 13); font-weight: var(--_weight-medium);
  }
  .new::before { content: ''; inline-size: 6px; block-size: 6px; border-radius: 50%; background: currentColor; }
  .code-row { display: grid; gap: var(--_2); padding-block: var(--_2); padding-inline-end: var(--_2); max-inline-size: 24rem; }
  .code-line { display: flex; flex-wrap: wrap; gap: var(--_2); }
  .code-line .input { flex: 1 1 8rem; min-inline-size: 0; color: var(--_text); letter-spacing: 0.12em; }
  .code-line .input[aria-invalid='true'] { border-color: var(--_stop); }
  .code-error { display: flex; gap: var(--_2); color: var(--_stop); font-size: var(--_text-sm); line-height: calc(20 / 14); }
  .document-dialog[open] { position: fixed; inset: 0; inline-size: 100%; block-size: 100%; max-inline-size: none; max-block-size: none; margin: 0; padding: 0; border: 0; background: #3a4240; overflow: hidden; }
  .document-dialog > chairside-viewer { block-size: 100%; }
  .file-note { display: flex; flex-wrap: wrap; align-items: center; gap: 0 var(--_2); }
  .tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(216px, 100%), 1fr)); gap: var(--_4); padding: var(--_4); }
  .tile { position: relative; display: grid; align-content: start; border: 1px solid var(--_line); border-radius: var(--_radius-m); background: var(--_surface); overflow: hidden; overflow: clip; }
  .tile-picture {
    display: grid; place-items: center; inline-size: 100%; aspect-ratio: 4 / 3; padding: 0; border: 0; border-block-end: 1px solid var(--_line);
    background: var(--_sunken); color: var(--_muted); overflow: hidden; cursor: pointer;
  }
  .tile-picture:focus-visible { outline-offset: -4px; box-shadow: inset 0 0 0 4px var(--_surface); }
  .tile-picture > :is(img, canvas) { display: block; inline-size: 100%; block-size: 100%; object-fit: cover; min-block-size: 0; }
  .tile-picture .mark { inline-size: 64px; block-size: 64px; }
  .tile-picture > .icon { inline-size: 32px; block-size: 32px; stroke-width: 1.25; }
  .tile.closed .tile-picture { border-block-end-style: dashed; cursor: default; }
  .tile > .new { position: absolute; inset-block-start: 10px; inset-inline-start: 10px; }
  .tile-caption { display: flex; align-items: center; min-block-size: 60px; padding-block: var(--_2); padding-inline: var(--_3) 0; }
  .tile-caption > .file-body { flex: 1 1 auto; }
  .tile .file-name bdi { flex-wrap: wrap; }
  .tile.closed .tile-caption { padding-inline-end: var(--_3); }
  .tile > .file-note { margin: 0; padding: 0 var(--_3) var(--_2); }
  .foot { display: flex; gap: 6px; padding: var(--_3) var(--_4); }
  .foot .icon { margin-block-start: 2px; }
  .empty { display: grid; justify-items: center; gap: var(--_2); padding: var(--_8) var(--_4); text-align: center; }
  .empty > .icon { inline-size: 28px; block-size: 28px; color: var(--_muted); }
  .empty > p { max-inline-size: 26rem; text-align: center; }
  .more { display: grid; justify-content: center; }
  @container (width < 40rem) {
    .tiles { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: var(--_3); padding: var(--_3); }
    .all-size { display: none; }
    .group-title { flex-direction: column; align-items: start; }
  }
  @container (width < 15rem) {
    .tiles { grid-template-columns: minmax(0, 1fr); }
  }
  @media (forced-colors: active) {
    .segment input:checked + span { border: 2px solid Highlight; }
    .new { border: 1px solid CanvasText; }
  }
`
