import { css } from 'lit'

/** The panel fills its box: the head, a list that scrolls, and the bar at the foot, always in sight. */
export const panel = css`
  :host { display: flex; flex-direction: column; position: relative; min-inline-size: 0; min-block-size: 0; }
  :host(:not([open])) { display: contents; }
  .panel {
    container-type: inline-size; position: relative;
    display: flex; flex: 1; flex-direction: column; min-block-size: 0; overflow: hidden;
    background: var(--_canvas);
  }
  .head { display: flex; align-items: center; gap: var(--_2); padding-block: var(--_4) var(--_3); padding-inline: var(--_4) var(--_2); }
  .head > .words { display: grid; flex: 1; gap: var(--_1); min-inline-size: 0; }
  .head, .pin, .actions { flex: none; }
  .actions {
    display: grid; gap: var(--_2); padding: var(--_3) var(--_4);
    border-block-start: 1px solid var(--_line); background: var(--_surface);
  }
  .row { display: flex; flex-wrap: wrap; gap: var(--_2); min-inline-size: 0; }
  .row > .button { flex: 1 1 auto; }
  .row > .button.main { flex-grow: 2; }
  .row > .button.wide { flex-basis: 100%; }
  /* The sign to ask stays beside "Add more". */
  .row > .row { flex: 1 1 auto; flex-wrap: nowrap; }
  .row > .icon-button { block-size: auto; min-block-size: var(--_target); }
  /* The pin lies over the list's start, or takes room at its end: no row moves when it comes or goes. The bar lies over both. */
  .actions { position: relative; z-index: 3; order: 2; }
  .pin { position: relative; z-index: 2; display: flex; justify-content: center; block-size: 0; padding-inline: var(--_4); }
  .pin .button { flex: none; block-size: max-content; margin-block-start: var(--_2); padding-block: 0; max-inline-size: 100%; border-radius: 22px; box-shadow: var(--_lift-1); }
  /* As a grid it is another box, which does not move there but appears. */
  .pin.low { display: grid; grid-template-columns: minmax(0, auto); order: 1; block-size: auto; }
  .pin.low .button { margin-block: 0 var(--_2); }
  .pin.off { block-size: 0; visibility: hidden; }
  .pin.low.down .icon { rotate: 180deg; }
  .pin span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .pin .button, .pin .button:hover { border-color: var(--_accent); background: var(--_accent); color: var(--_on-accent); }
  .list {
    display: flex; flex: 1 1 auto; flex-direction: column; gap: var(--_4); min-block-size: 0;
    /* Lets text for screen readers scroll with the list, so that it does not make the panel longer. */
    position: relative;
    padding: var(--_1) var(--_4) var(--_4); overflow-y: auto; overscroll-behavior: contain;
  }
  .list > * { flex: none; animation: appear var(--_calm) var(--_ease); }
  @keyframes appear { from { opacity: 0; translate: 0 -4px; } }
  .foot .limits { display: none; }
  .foot { margin-block-start: auto; padding-block-start: var(--_3); border-block-start: 1px solid var(--_line); animation: none; }
  .group, .prompt { border: 1px solid var(--_line); border-radius: var(--_radius-l); background: var(--_surface); overflow: hidden; overflow: clip; }
  .group-head {
    display: flex; flex-wrap: wrap; align-items: center; gap: 0 var(--_2); min-block-size: 48px;
    padding-block: var(--_2); padding-inline: var(--_4) var(--_2); border-block-end: 1px solid var(--_line);
  }
  .group-title { display: flex; flex: 1 1 40%; flex-wrap: wrap; align-items: baseline; gap: 0 var(--_2); min-inline-size: 0; }
  /* So high with an action or without. */
  .group-head.roomy { min-block-size: 61px; }
  .roomy > .group-title { flex-direction: column; align-items: flex-start; }
  .pair { display: grid; grid-template-columns: 1fr auto; gap: var(--_2); }
  .form { display: grid; gap: var(--_4); padding: var(--_4); }
  .prompt .form { padding-block-start: 0; }
  .prompt { border-color: var(--_accent); box-shadow: var(--_lift-2); }
  .prompt-head { display: grid; grid-template-columns: 40px minmax(0, 1fr); gap: var(--_3); align-items: start; padding: var(--_4); }
  .prompt-head > .words { display: grid; gap: var(--_2); }
  .sign {
    display: grid; place-items: center; flex: none; inline-size: 40px; block-size: 40px; border-radius: 50%;
    background: var(--_accent-soft); color: var(--_accent-ink);
  }
  .prompt-note { padding-inline-start: var(--_3); border-inline-start: 3px solid var(--_line); white-space: pre-line; }
  .group .notice, .prompt .notice { margin: 0 var(--_4) var(--_3); }
  .empty { display: grid; justify-items: center; gap: var(--_2); padding: var(--_8) var(--_6); text-align: center; }
  .empty > .icon { inline-size: 32px; block-size: 32px; margin-block-end: var(--_2); color: var(--_muted); stroke-width: 1.25; }
  .drop {
    position: absolute; inset: var(--_2); z-index: 1; display: flex; align-items: center; justify-content: center; gap: var(--_3);
    padding: var(--_4); border: 2px solid var(--_accent); border-radius: var(--_radius-l);
    background: var(--_accent-soft); color: var(--_accent-ink); pointer-events: none;
  }
  .drop.closed { border: 2px solid var(--_line-strong); background: var(--_sunken); color: var(--_text); }
  @container (width < 340px) {
    .pair { grid-template-columns: 1fr; }
  }
  /* In large type, the words need the room of the icon. */
  @container (width < 21.25rem) {
    .row > .button:not(.wide) .icon, .file-more .icon { display: none; }
  }
  @container (width < 14rem) {
    .row > .button .icon, .prompt-head > .sign, .notice > .icon { display: none; }
    .prompt-head > .words, .notice > :not(:first-child) { grid-column: 1 / -1; }
    @media (max-height: 568px) {
      .head .presence { display: none; }
      /* That somebody is not here takes the place of the title. */
      .words:has(> .away) > .title { position: absolute; clip-path: inset(50%); }
      .words:has(> .away) > .away { display: flex; }
    }
  }
  @media (max-height: 568px) {
    .head { padding-block: var(--_3) var(--_2); }
    .actions { padding-block: var(--_2); }
    .actions .limits { display: none; }
    .foot .limits { display: block; padding-block-start: var(--_1); }
    .row > .button { padding-block: 6px; }
  }
  @media (forced-colors: active) {
    .drop { border-color: CanvasText; }
  }
`
