import { css } from 'lit'

/** The desk: who is waiting and who is in a call, and the files of the chosen one. */
export const desk = css`
  :host { display: block; position: relative; container-type: inline-size; min-inline-size: 0; background: var(--_canvas); }
  .desk { display: grid; block-size: 100%; min-block-size: 0; }
  .desk-list { display: grid; gap: var(--_6); align-content: start; padding: var(--_8); min-inline-size: 0; min-block-size: 0; }
  .desk-title { font-size: var(--_text-xl); line-height: calc(32 / 24); letter-spacing: -0.015em; font-weight: var(--_weight-strong); }
  .card {
    border: 1px solid var(--_line); border-radius: var(--_radius-l); background: var(--_surface);
    box-shadow: var(--_lift-1); overflow: hidden; overflow: clip;
  }
  .card-head {
    display: flex; flex-wrap: wrap; align-items: center; gap: var(--_1) var(--_3); padding: var(--_4) var(--_6);
    border-block-end: 1px solid var(--_line);
  }
  .card-head > :first-child { flex: 1 1 6em; min-inline-size: 0; }
  .chip {
    display: inline-flex; align-items: center; gap: var(--_1); min-block-size: 24px; padding: var(--_1) var(--_2);
    border-radius: var(--_radius-s); background: var(--_accent-soft); color: var(--_accent-ink);
    font-size: var(--_text-chip); line-height: calc(16 / 13); font-weight: var(--_weight-medium);
  }
  .chip.ok { background: var(--_ok-soft); color: var(--_ok); }
  .chip.wait { background: var(--_wait-soft); color: var(--_wait); }
  .person { display: grid; grid-template-columns: 40px minmax(0, 1fr) auto; gap: var(--_1) var(--_4); align-items: center; padding: var(--_4) var(--_6); }
  li + li > .person { border-block-start: 1px solid var(--_line); }
  .person.chosen { position: relative; background: var(--_sunken); }
  .person.chosen::before { content: ''; position: absolute; inset-block: 0; inset-inline-start: 0; inline-size: 3px; background: var(--_accent); }
  .avatar {
    display: grid; place-items: center; inline-size: 40px; block-size: 40px; border-radius: 50%;
    background: var(--_accent-soft); color: var(--_accent-ink); font-weight: var(--_weight-strong);
    /* The avatar has a fixed size: letters that grow with the text would not fit. */
    font-size: 14px; white-space: nowrap;
  }
  .person-body { display: grid; gap: var(--_1); min-inline-size: 0; }
  .person-name { font-weight: var(--_weight-strong); }
  .chips { display: flex; flex-wrap: wrap; gap: var(--_1) var(--_2); }
  .below { border-block-start: 1px solid var(--_line); }
  .empty { display: grid; justify-items: center; gap: var(--_2); padding: var(--_8) var(--_6); text-align: center; }
  .empty > .icon { inline-size: 32px; block-size: 32px; margin-block-end: var(--_2); color: var(--_muted); stroke-width: 1.25; }
  @container (width >= 840px) {
    .desk.beside { grid-template: minmax(0, 1fr) / minmax(0, 1fr) 392px; }
    .desk-list { overflow-y: auto; }
    .side { display: flex; min-block-size: 0; border-inline-start: 1px solid var(--_line); }
    .side > * { flex: 1; }
  }
  @container (width < 640px) {
    .desk-list { padding: var(--_6) var(--_4) var(--_8); }
    .desk-title { font-size: 1.25rem; line-height: calc(28 / 20); }
  }
  @container (width < 30rem) {
    .card-head { padding-inline: var(--_4); }
    .person { gap: var(--_1) var(--_3); padding: var(--_4); }
    .person .button .icon { display: none; }
  }
  @container (width < 21.25rem) {
    .person { grid-template-columns: 40px minmax(0, 1fr); }
    .person > .button { grid-column: 1 / -1; }
  }
  @media (forced-colors: active) {
    .chip { border: 1px solid CanvasText; }
    .person.chosen::before { background: Highlight; }
  }
`
