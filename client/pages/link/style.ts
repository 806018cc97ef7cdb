import { css } from 'lit'

/** The page of a share link: one card on a quiet ground. */
export const doorStyle = css`
  :host { display: block; min-block-size: 100vh; min-block-size: 100dvh; background: var(--_canvas); color: var(--_text); }
  .door { display: grid; place-items: center; align-content: center; gap: var(--_4); min-block-size: 100vh; min-block-size: 100dvh; padding: max(24px, env(safe-area-inset-top)) 24px max(24px, env(safe-area-inset-bottom)); }
  .card { display: grid; gap: var(--_6); inline-size: 100%; max-inline-size: 440px; padding: var(--_6); border: 1px solid var(--_line); border-radius: var(--_radius-l); background: var(--_surface); box-shadow: var(--_lift-1); }
  .door-sign { display: grid; place-items: center; inline-size: 56px; block-size: 56px; border-radius: var(--_radius-l); }
  .door-sign > .icon { inline-size: 26px; block-size: 26px; }
  .door-sign.private { background: var(--_private-soft); color: var(--_private); }
  .door-sign.rest { background: var(--_sunken); color: var(--_muted); }
  .door-sign.ok { background: var(--_ok-soft); color: var(--_ok); }
  .door-text { display: grid; gap: var(--_2); font-size: 1rem; line-height: 1.5; }
  .door-title { font-size: min(var(--_text-xl), 11vw); line-height: calc(32 / 24); font-weight: var(--_weight-strong); letter-spacing: -0.01em; }
  /* A heading takes the focus to be read, and nothing can be done with it. */
  .door-title:focus-visible { outline: none; box-shadow: none; }
  .door-acts { display: grid; gap: var(--_2); }
  .door-form { display: grid; gap: var(--_4); }
  .door-file { display: grid; grid-template-columns: 40px minmax(0, 1fr); gap: var(--_3); align-items: center; padding: var(--_3) var(--_4); border: 1px solid var(--_line); border-radius: var(--_radius-m); }
  .door-file .file-name { display: block; }
  .input { color: var(--_text); }
  .input[aria-invalid='true'] { border-color: var(--_stop); box-shadow: inset 0 0 0 1px var(--_stop); }
  .input.code { font-size: 1.375rem; text-align: center; letter-spacing: 0.18em; font-variant-numeric: tabular-nums; }
  .door-error { display: flex; gap: var(--_2); color: var(--_stop); font-size: var(--_text-sm); line-height: calc(20 / 14); }
  .door-error.wait { color: var(--_wait); }
  .door-error > .icon { margin-block-start: 2px; }
  .door-wait { display: flex; align-items: center; gap: var(--_3); }
  .seen { display: flex; gap: var(--_2); }
  .seen > .icon { margin-block-start: 2px; }
  .stay { display: flex; align-items: center; gap: var(--_2); padding: var(--_1) var(--_4); border-radius: var(--_radius-m); background: var(--_wait-soft); font-size: var(--_text-sm); }
  .stay > span { flex: 1 1 auto; }
  .stay > .icon { color: var(--_wait); }
  .spin { flex: none; inline-size: 20px; block-size: 20px; border: 2px solid var(--_accent); border-inline-end-color: transparent; border-radius: 50%; animation: spin 0.9s linear infinite; }
  @keyframes spin { to { rotate: 1turn; } }
  @media (prefers-reduced-motion: reduce) { .spin { animation-duration: 4s; } }
  chairside-viewer { position: fixed; inset: 0; z-index: 1; }
  @media (max-width: 360px), (max-height: 480px) { .door { padding: 12px; } .card { gap: var(--_4); padding: var(--_4); } }
  @media (max-height: 480px) { .door { place-items: start center; } .card { max-inline-size: 560px; } .door-sign { display: none; } }
  @media (forced-colors: active) { .card { border-color: CanvasText; } }
`
