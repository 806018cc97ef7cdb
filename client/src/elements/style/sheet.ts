import { css } from 'lit'

/** On a phone in a call: a sheet in the flow, below a video that becomes smaller, never over it. */
export const sheet = css`
  :host([sheet][open]) { flex: none; padding-block-end: var(--_keyboard, 0px); }
  :host([sheet]) .panel {
    flex: 0 1 auto; border-radius: 20px 20px 0 0; box-shadow: var(--_lift-3);
  }
  :host([sheet]) :is(.actions, .list:last-child) { padding-block-end: calc(var(--_3) + env(safe-area-inset-bottom, 0px)); }
  /* Half has a fixed height, so that a new row moves nothing; in large type it is higher. */
  :host([sheet][height='half']) .panel {
    block-size: max(50vh, min(22rem, 64vh)); block-size: max(50dvh, min(22rem, 64dvh));
  }
  @media (max-height: 568px) {
    :host([sheet][height='half']) .panel {
      block-size: max(64vh, min(22rem, 100vh - 120px)); block-size: max(64dvh, min(22rem, 100dvh - 120px));
    }
    /* That somebody is not here is said at every height. */
    :host([sheet]) .head .presence:not(.away) { display: none; }
  }
  :host([sheet][height='tall']) .panel { block-size: calc(100vh - 120px); block-size: calc(100dvh - 120px); }
  :host([sheet][height='lowered']) .panel { 
    min-block-size: calc(72px + env(safe-area-inset-bottom, 0px)); padding-block-end: env(safe-area-inset-bottom, 0px);
  }
  .handle {
    position: absolute; inset-block-start: 0; inset-inline: 0; block-size: var(--_target); padding: 0; border: 0;
    border-radius: 20px 20px 0 0; background: none; cursor: pointer; touch-action: none;
    -webkit-tap-highlight-color: transparent;
  }
  .handle::before {
    content: ''; position: absolute; inset-block-start: 10px; inset-inline-start: calc(50% - 18px);
    inline-size: 36px; block-size: 4px; border-radius: 2px; background: var(--_line-strong);
  }
  .handle:focus-visible { outline-offset: -4px; box-shadow: none; }
  :host([sheet]) .head { padding-block: 24px var(--_2); }
  :host([sheet]) .head .icon-button, .lowered button { position: relative; z-index: 1; }
  :host([sheet]) .actions .limits { display: none; }
  :host([sheet]) .foot .limits { display: block; padding-block-start: var(--_1); }
  :host([height='lowered']) .handle::before { inset-block-start: 6px; }
  .lowered {
    display: grid; grid-template-columns: 40px minmax(0, 1fr) auto; gap: var(--_3); align-items: center;
    min-block-size: 72px; padding-block: 14px var(--_1); padding-inline: var(--_4) var(--_2);
  }
  .lowered > .button { margin-inline-end: var(--_2); }
  .lowered .words { display: grid; min-inline-size: 0; }
  .lowered :is(.label, .presence, .subtle) { display: block; overflow: hidden; line-height: calc(18 / 14); text-overflow: ellipsis; white-space: nowrap; }
  .lowered .label { white-space: normal; }
  @container (width < 22rem) {
    .lowered { grid-template-columns: minmax(0, 1fr) auto; }
    .lowered .sign { display: none; }
  }
  /* In large type the row wraps. */
  @container (width < 19rem) {
    .lowered :is(.presence, .subtle) { white-space: normal; }
  }
  @container (width < 14rem) {
    .lowered > .button { grid-column: 1 / -1; margin-inline-start: auto; }
  }
  .lowered.wait .sign { background: var(--_wait-soft); color: var(--_wait); }
  .lowered.stop .sign { background: var(--_stop-soft); color: var(--_stop); }
  .lowered.ok .sign { background: var(--_ok-soft); color: var(--_ok); }
  .lowered.rest .sign { background: var(--_sunken); color: var(--_muted); }
  /* The dot stands on the page's side. */
  .lowered .presence { unicode-bidi: isolate; }
  .lowered .presence::before { display: inline-block; margin-inline-end: var(--_2); }
  @media (forced-colors: active) {
    .handle::before { background: ButtonText; }
    :host([sheet]) .panel { border-block-start: 1px solid CanvasText; }
  }
`
