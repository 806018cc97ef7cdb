import { css } from 'lit'

/** A session's card: head, drop box, rows with columns or, where it is narrow, with a line of choices. */
export const sessionCard = css`
  :host { display: block; container-type: inline-size; min-inline-size: 0; }
  .card {
    position: relative; border: 1px solid var(--_line); border-radius: var(--_radius-l); background: var(--_surface);
    box-shadow: var(--_lift-1);
  }
  .card-head {
    display: flex; flex-wrap: wrap; align-items: center; gap: var(--_2) var(--_4); padding-block: var(--_5) var(--_4); padding-inline: var(--_6) var(--_4);
  }
  .card-head > .words { flex: 1 1 50%; min-inline-size: 0; }
  .card-head > .input { flex: 0 1 360px; margin-inline-start: auto; }
  .head-acts { display: flex; flex-wrap: wrap; }
  .card-drop, .card-notices { display: grid; gap: var(--_3); padding: 0 var(--_6) var(--_5); }
  .drop {
    display: grid; grid-template-columns: auto minmax(0, 1fr) auto; gap: var(--_4); align-items: center; padding: var(--_4);
    border: 1.5px dashed var(--_line-strong); border-radius: var(--_radius-m); background: var(--_sunken);
  }
  .drop > p { display: grid; }
  .drop.over { border: 2px solid var(--_accent); padding: 15.5px; background: var(--_accent-soft); color: var(--_accent-ink); }
  .drop.over .subtle { color: var(--_accent-ink); }
  .group, .heads { border-block-start: 1px solid var(--_line); }
  .file.doc {
    position: relative; grid-template-columns: 40px minmax(0, 1fr) auto 44px; column-gap: var(--_4);
    padding-block: var(--_3); padding-inline: var(--_6) var(--_4);
  }
  .file.seen, .file.pick { padding-inline: var(--_6); }
  .file.removed { padding-inline: var(--_6) var(--_4); }
  .heads {
    display: grid; grid-template-columns: minmax(0, 1fr) auto; column-gap: var(--_4); align-items: center;
    padding-block: var(--_2); padding-inline: 80px 76px; background: var(--_sunken);
  }
  .heads.several { padding-inline-end: var(--_4); }
  .heads .column { display: grid; }
  .heads .ghost { block-size: 0; min-block-size: 0; padding-block: 0; border-block: 0; overflow: hidden; visibility: hidden; }
  .choices { display: flex; align-items: center; gap: var(--_4); }
  .doc .choices > .button { color: var(--_muted); }
  .doc-mark { display: grid; }
  .doc-end { display: flex; justify-self: end; }
  .doc.upload { grid-template-columns: 40px minmax(0, 1fr) auto; }
  .doc.upload .bar { max-inline-size: 360px; }
  .opens {
    display: flex; justify-self: start; max-inline-size: 100%; min-inline-size: 0; margin-block: -10px; padding: 10px 0;
    border: 0; background: transparent; text-align: start; cursor: pointer;
  }
  .opens .file-name bdi { border-block-end: 1px solid var(--_line-strong); }
  @media (hover: hover) { .opens:hover .file-name bdi { border-color: currentColor; color: var(--_accent); } }
  .doc .file-note, .doc .file-more { grid-column: auto; }
  .file-note.stop { color: var(--_stop); }
  .doc .file-more { margin-block: 0 calc(-1 * var(--_1)); }
  .doc.dragged { opacity: 0.5; }
  .doc.drop-before::before, .doc.drop-after::after {
    content: ''; position: absolute; inset-inline: 0; inset-block-start: -2px; block-size: 3px; background: var(--_accent);
  }
  .doc.drop-after::after { inset-block: auto -1px; }
  .doc.chosen, .pick.chosen { background: var(--_accent-soft); }
  .chooser, .choose-all, .pick-label { display: flex; align-items: center; gap: var(--_3); min-block-size: var(--_target); cursor: pointer; }
  .chooser { margin-inline-start: -12px; padding-inline: 12px 8px; }
  .several .file.doc { grid-template-columns: auto 40px minmax(0, 1fr) auto; column-gap: var(--_2); }
  .several .file.doc > .file-body { margin-inline-start: var(--_2); }
  .rename { display: flex; flex-wrap: wrap; gap: var(--_2); }
  .rename-field { display: flex; flex: 1 1 200px; align-items: center; gap: var(--_1); min-inline-size: 0; }
  .rename-field .input { min-inline-size: 0; min-block-size: var(--_target); padding-block: 8px; }
  .card-foot { padding: var(--_4) var(--_6); }
  ul + .card-foot { border-block-start: 1px solid var(--_line); }
  .several-bar {
    position: sticky; inset-block-end: 0; z-index: 2; display: flex; flex-wrap: wrap; align-items: center; gap: var(--_2);
    padding: var(--_3) var(--_6); border-block-start: 1px solid var(--_line);
    border-end-start-radius: var(--_radius-l); border-end-end-radius: var(--_radius-l); background: var(--_accent-soft); color: var(--_accent-ink);
  }
  .several-bar > .choose-all { flex: 1 1 160px; }
  .several-bar > .button.quiet { color: var(--_text); }
  .several-bar > .select { color: var(--_text); }
  .library .several-bar { justify-content: end; background: var(--_surface); }
  .band { padding: var(--_2) var(--_6); border-block: 1px solid var(--_line); background: var(--_sunken); }
  .library-list { max-block-size: 420px; overflow-y: auto; }
  .file.pick { display: block; padding-block: var(--_1); }
  .pick-label .file-body { flex: 1; }
  .empty {
    display: grid; justify-items: center; gap: var(--_2); padding: var(--_8) var(--_6); border-block-start: 1px solid var(--_line); text-align: center;
  }
  .empty > .icon { inline-size: 32px; block-size: 32px; color: var(--_muted); stroke-width: 1.25; }
  .empty > p { text-align: center; }
  @container (width < 45rem) {
    .card-head { padding-block: var(--_4) var(--_3); padding-inline: var(--_4) var(--_1); }
    .card-drop, .card-notices { padding: 0 var(--_4) var(--_4); }
    .file.doc { grid-template-columns: 40px minmax(0, 1fr) 44px; column-gap: var(--_3); row-gap: var(--_1); padding-inline: var(--_4) var(--_1); }
    .file.seen, .file.pick, .file.removed { padding-inline: var(--_4); }
    .doc .doc-end { grid-column: 3; grid-row: 1; }
    .doc .choices { grid-column: 1 / -1; grid-row: 2; gap: var(--_2); margin-block-end: -4px; }
    .doc .choices .select { flex: 0 1 auto; }
    .doc.upload { grid-template-columns: 40px minmax(0, 1fr) auto; }
    .several .file.doc { grid-template-columns: auto 40px minmax(0, 1fr); }
    .card-foot, .several-bar, .band { padding-inline: var(--_4); }
  }
  @container (width < 30rem) {
    .drop { grid-template-columns: auto minmax(0, 1fr); gap: var(--_3); padding: var(--_3); }
    .drop > .button { grid-column: 1 / -1; }
  }
  @container (width < 21.25rem) {
    .doc .choices { flex-wrap: wrap; }
    .card-head > .select { inline-size: 100%; }
  }
  @media (forced-colors: active) {
    .doc.chosen, .pick.chosen { outline: 2px solid Highlight; outline-offset: -2px; }
  }
`
