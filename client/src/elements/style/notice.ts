import { css } from 'lit'

/** A notice: a sign, a sentence, perhaps a button. */
export const notice = css`
  .notice {
    display: grid; grid-template-columns: auto minmax(0, 1fr); gap: var(--_1) var(--_3); padding: var(--_3) var(--_4);
    border: 1px solid var(--_line); border-radius: var(--_radius-m); background: var(--_surface);
    font-size: var(--_text-sm); line-height: calc(20 / 14);
  }
  .notice > :not(:first-child) { grid-column: 2; }
  .notice.wait { border-color: transparent; background: var(--_wait-soft); }
  .notice.stop { border-color: transparent; background: var(--_stop-soft); }
  .notice.ok { border-color: transparent; background: var(--_ok-soft); }
  .notice.accent { border-color: transparent; background: var(--_accent-soft); }
  .notice.wait > .icon { color: var(--_wait); }
  .notice.stop > .icon { color: var(--_stop); }
  .notice.ok > .icon { color: var(--_ok); }
  .notice.accent > .icon { color: var(--_accent-ink); }
  .notice.accent .button.quiet { color: var(--_accent-ink); }
  .notice-actions { display: flex; flex-wrap: wrap; margin-block: 0 calc(-1 * var(--_2)); margin-inline-start: -12px; }
  /* A focused button brings the words above it into sight. */
  .notice-actions .button { scroll-margin-block-start: 9rem; }
  .words-form { display: grid; gap: var(--_2); }
  .words-form .subtle:empty { display: none; }
  .chips { display: flex; flex-wrap: wrap; gap: var(--_2); }
  .chips > .button { border-radius: calc(var(--_target) / 2); max-inline-size: 100%; font-size: var(--_text-sm); font-weight: var(--_weight); }
  .words-form .row { display: flex; gap: var(--_2); }
  .words-form .row > .button { flex: none; align-self: end; }
  .selectable { user-select: all; }
  @media (forced-colors: active) {
    .notice { border-color: CanvasText; }
  }
`
