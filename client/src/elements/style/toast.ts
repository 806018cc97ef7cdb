import { css } from 'lit'

/**
 * One line at the foot of the video, above the app's own controls, in the lowest 30 % of the window. A page moves it with
 * `--chairside-toast-block-end` and `--chairside-toast-inline-start`, or places the part itself.
 */
export const toast = css`
  .toast {
    position: fixed; inset: auto; margin: 0;
    /* A toast is at most 72 px high. */
    inset-block-end: max(0px, min(var(--chairside-toast-block-end, 104px), 30vh - 72px));
    inset-inline-start: var(--_toast-start);
    --_toast-start: var(--chairside-toast-inline-start, 24px);
    /* In large type, the buttons stand below the words. */
    display: flex; flex-wrap: wrap; gap: var(--_2); align-items: center; justify-content: flex-end;
    inline-size: min(440px, calc(100vw - 2 * var(--_toast-start))); block-size: auto;
    padding: var(--_2) var(--_2) var(--_2) var(--_3); padding-inline: var(--_3) var(--_2);
    border: 1px solid var(--_line); border-radius: var(--_radius-l);
    background: var(--_surface); color: var(--_text); box-shadow: var(--_lift-3);
    animation: rise var(--_calm) var(--_ease);
  }
  .toast .label {
    flex: 1 1 7em; line-height: calc(18 / 14);
    display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden;
  }
  .toast-acts { display: flex; flex: none; align-items: center; gap: var(--_2); }
  .toast .button { flex: none; }
  .sign.done { background: var(--_ok-soft); color: var(--_ok); }
  @keyframes rise { from { opacity: 0; translate: 0 4px; } }
  @media (max-width: 480px) {
    .toast { --_toast-start: var(--_3); }
  }
  @media (max-width: 359px) {
    .toast > :is(.mark, .sign) { display: none; }
  }
`
