import { css } from 'lit'

/** A patient's documents: rows in columns beside those of a library, their views and bands, and the two dialogs. */
export const profile = css`
  .papers { display: block; padding: var(--_4) 0; min-inline-size: 0; }
  .paper-head { display: flex; flex-wrap: wrap; align-items: center; gap: var(--_3) var(--_4); padding: var(--_5) var(--_6); }
  .paper-head > :first-child { flex: 1 1 220px; min-inline-size: 0; }
  .document.paper, .document.heads.paper {
    grid-template-columns: 40px minmax(0, 1fr) minmax(0, 132px) 104px 112px minmax(0, 172px) var(--_target);
  }
  .document.paper > :is(.views, .paper-band) { grid-column: 2 / -1; }
  .facts { display: contents; }
  .paper-act { display: grid; justify-items: end; }
  .paper-act > .subtle { text-align: end; }
  .sensitivity { display: flex; }
  .chip.private { background: var(--_private-soft); color: var(--_private); }
  .paper-band {
    display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0 var(--_3);
    margin-block-start: var(--_2); padding-inline: var(--_3) var(--_1); border-radius: var(--_radius-m); background: var(--_wait-soft);
  }
  .paper-band.stop { background: var(--_stop-soft); }
  .paper-band .file-state { padding-block: var(--_2); }
  .foot { padding: var(--_3) var(--_6); border-block-start: 1px solid var(--_line); }
  .menu-item.grave, .menu-item.grave > .icon { color: var(--_stop); }
  .modal {
    inline-size: min(560px, calc(100% - 2 * var(--_4))); max-inline-size: none; max-block-size: min(760px, calc(100% - 2 * var(--_4))); padding: 0;
    border: 1px solid var(--_line); border-radius: var(--_radius-l); background: var(--_raised); color: var(--_text); box-shadow: var(--_lift-3); overflow: hidden;
  }
  .modal[open] { display: flex; flex-direction: column; }
  .modal::backdrop { background: rgb(0 0 0 / 0.45); }
  .modal-head { display: flex; align-items: flex-start; gap: var(--_3); padding: var(--_5) var(--_3) var(--_2) var(--_6); padding-inline: var(--_6) var(--_3); }
  .modal-head > :first-child { flex: 1; min-inline-size: 0; overflow-wrap: anywhere; }
  .modal-body { display: grid; grid-template-columns: minmax(0, 1fr); grid-auto-rows: max-content; gap: var(--_5); flex: 1 1 auto; min-block-size: 0; padding: var(--_3) var(--_6) var(--_5); overflow: auto; overscroll-behavior: contain; }
  .modal-foot { display: flex; flex-wrap: wrap; gap: var(--_2); padding: var(--_3) var(--_6); border-block-start: 1px solid var(--_line); }
  .modal-foot > .main { flex: 1 1 auto; }
  .pick, .chosen { display: flex; flex-wrap: wrap; align-items: center; gap: var(--_3); padding: var(--_3) var(--_4); border: 1px solid var(--_line); border-radius: var(--_radius-l); min-inline-size: 0; }
  .pick { border: 1px dashed var(--_line-strong); background: var(--_sunken); }
  .pick > p { display: grid; flex: 1 1 140px; }
  .chosen > .file-body { flex: 1 1 0; min-inline-size: 120px; }
  .chosen.refused { border-color: var(--_stop); align-items: flex-start; }
  .options { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(200px, 100%), 1fr)); gap: var(--_2); margin-block-start: var(--_2); }
  .option {
    display: grid; grid-template-columns: 20px minmax(0, 1fr); gap: 2px var(--_3); align-content: start; align-items: center; padding: var(--_3);
    border: 1px solid var(--_line-strong); border-radius: var(--_radius-m); cursor: pointer;
  }
  .option.on { border-color: var(--_accent); box-shadow: inset 0 0 0 1px var(--_accent); }
  .option.sensitive.on { border-color: var(--_private); box-shadow: inset 0 0 0 1px var(--_private); }
  .option > input { inline-size: 20px; block-size: 20px; margin: 0; accent-color: var(--_accent); }
  .option.sensitive > input { accent-color: var(--_private); }
  .option > .subtle { grid-column: 2; }
  .option-title { display: flex; align-items: center; gap: 6px; font-weight: var(--_weight-medium); }
  .option.sensitive .icon { color: var(--_private); }
  .option-title + .subtle { min-block-size: 20px; }
  .modal fieldset .select { margin-block-start: var(--_2); inline-size: 100%; }
  .modal legend { padding: 0; }
  .modal .input { color-scheme: inherit; min-inline-size: 0; }
  .input[aria-invalid='true'] { border-color: var(--_stop); outline: 1px solid var(--_stop); }
  .needs { display: flex; flex-wrap: wrap; align-items: center; gap: var(--_2) var(--_3); }
  .needs > .subtle { flex: 1; min-inline-size: 200px; }
  .gives { border: 1px solid var(--_line); border-radius: var(--_radius-l); overflow: hidden; }
  .give { display: grid; grid-template-columns: 40px minmax(0, 1fr) auto; align-items: center; gap: var(--_1) var(--_3); padding: var(--_3) var(--_2) var(--_3) var(--_4); padding-inline: var(--_4) var(--_2); }
  .give + .give, .give-note { border-block-start: 1px solid var(--_line); }
  .give-note { padding: var(--_3); }
  .give-sign, .pick-sign { display: grid; place-items: center; inline-size: 40px; block-size: 40px; border-radius: var(--_radius-full); background: var(--_accent-soft); color: var(--_accent-ink); }
  .give-more { grid-column: 2 / -1; display: grid; gap: var(--_2); padding-inline-end: var(--_3); }
  .code-line { display: flex; flex-wrap: wrap; align-items: center; gap: 0 var(--_3); }
  .code { font-size: 1.75rem; line-height: 1.3; font-weight: var(--_weight-strong); letter-spacing: 0.08em; font-variant-numeric: tabular-nums; direction: ltr; }
  .on-way { display: grid; gap: var(--_2); padding: var(--_3) var(--_6); border-block-start: 1px solid var(--_line); }
  @container (width < 56.25rem) {
    .document.heads.paper { display: none; }
    .document.paper { grid-template-columns: 40px minmax(0, 1fr) var(--_target); align-items: start; gap: var(--_1) var(--_3); padding-inline: var(--_4) var(--_2); }
    .document.paper > :is(.facts, .paper-act) { grid-column: 2; }
    .facts { display: flex; flex-wrap: wrap; align-items: center; gap: var(--_1) var(--_3); }
    .document.paper .facts .until.never { display: block; }
    .document.paper > .file-actions { grid-column: 3; grid-row: 1; }
    .document.paper > :is(.views, .paper-band, .row-form) { grid-column: 1 / -1; margin-inline-end: var(--_2); }
    .paper .until .few { display: none; }
    .paper .until .whole { position: static; inline-size: auto; block-size: auto; clip-path: none; white-space: normal; }
    .paper-act { justify-items: start; margin-inline-start: -12px; }
    .paper-head, .foot { padding-inline: var(--_4); }
    .paper-head > .button { flex: 1 1 200px; }
  }
  @media (max-width: 480px) {
    .modal-body, .modal-foot { padding-inline: var(--_4); }
    .modal-head { padding-inline-start: var(--_4); }
    .give { grid-template-columns: 40px minmax(0, 1fr); }
    .give-act { grid-column: 2; margin-inline-start: -12px; }
    .give-act:empty { display: none; }
    .give-act > .plain, .give-act > .main { margin-inline-start: 12px; }
  }
  @media (forced-colors: active) {
    .option:focus-within { outline: 2px solid Highlight; }
  }
`
