import { css } from 'lit'

/**
 * At the foot of the video, above the app's own controls. A page moves it with `--chairside-toast-block-end` and
 * `--chairside-toast-inline-start`, or places the part itself.
 */
export const toast = css`
  .toast {
    position: fixed;
    inset-block-end: var(--chairside-toast-block-end, 104px);
    inset-inline-start: var(--chairside-toast-inline-start, 24px);
    display: grid; grid-template-columns: 40px minmax(0, 1fr) auto auto; gap: var(--_2) var(--_3); align-items: center;
    inline-size: min(472px, calc(100vw - 2 * var(--chairside-toast-inline-start, 24px)));
    padding: var(--_3); border: 1px solid var(--_line); border-radius: var(--_radius-l);
    background: var(--_surface); box-shadow: var(--_lift-3);
    animation: rise var(--_calm) var(--_ease);
  }
  .toast .words { display: grid; min-inline-size: 0; }
  .toast .subtle { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .toast .file-name { font-weight: inherit; }
  @keyframes rise { from { opacity: 0; translate: 0 4px; } }
  @media (max-width: 480px) {
    .toast { inset-inline-start: var(--_3); inline-size: calc(100vw - 2 * var(--_3)); gap: var(--_2); }
  }
`
