import { css } from 'lit'

/** Buttons and fields. Each can be hit on 44 px, even if less of it is drawn. */
export const controls = css`
  .button {
    display: inline-flex; align-items: center; justify-content: center; gap: var(--_2);
    min-block-size: var(--_target); padding: 11px 15px;
    border: 1px solid var(--_line-strong); border-radius: var(--_radius-m);
    background: var(--_surface); color: var(--_text);
    font-weight: var(--_weight-medium); text-align: center; cursor: pointer;
    transition: background-color var(--_fast) var(--_ease), border-color var(--_fast) var(--_ease);
  }
  .button.main { border-color: var(--_accent); background: var(--_accent); color: var(--_on-accent); }
  .button.quiet { border-color: transparent; background: transparent; color: var(--_accent); }
  .button.tight { padding-inline: 11px; }
  .button.wide { inline-size: 100%; }
  .button[aria-pressed='true'] { border-color: var(--_accent); background: var(--_accent-soft); color: var(--_accent-ink); }
  .icon-button {
    display: inline-grid; place-items: center; flex: none;
    inline-size: var(--_target); block-size: var(--_target); padding: 0;
    border: 1px solid transparent; border-radius: var(--_radius-m); background: transparent; color: var(--_muted);
    cursor: pointer; transition: background-color var(--_fast) var(--_ease), color var(--_fast) var(--_ease);
  }
  .icon-button.accent { color: var(--_accent); }
  .icon-button.framed { border-color: var(--_line-strong); background: var(--_surface); color: var(--_text); }
  @media (hover: hover) {
    .button:hover { background: var(--_sunken); }
    .button.main:hover { border-color: var(--_accent-hover); background: var(--_accent-hover); }
    .button.quiet:hover, .icon-button.accent:hover, .button[aria-pressed='true']:hover {
      background: var(--_accent-soft); color: var(--_accent-ink);
    }
    .icon-button:hover { background: var(--_sunken); color: var(--_text); }
  }
  .button[aria-disabled='true'], .button[aria-disabled='true']:is(.main, .plain, .quiet):hover,
  .icon-button.framed[aria-disabled='true'], .icon-button.framed[aria-disabled='true']:hover {
    border-color: var(--_line); background: var(--_sunken); color: var(--_muted); cursor: default;
  }
  /* What has just come under the finger takes no tap (late-tap.ts). */
  button.late, .late button { pointer-events: none; }
  .field { display: grid; gap: var(--_2); }
  .input {
    inline-size: 100%; min-block-size: 48px; padding: 12px 16px;
    border: 1px solid var(--_line-strong); border-radius: var(--_radius-m); background: var(--_surface);
    /* For smaller text in a field, an iPhone zooms the whole page. */
    font-size: max(16px, var(--_text-md)); line-height: calc(20 / 15);
  }
  textarea.input { display: block; min-block-size: 86px; resize: vertical; }
  .choice {
    display: flex; align-items: center; gap: var(--_3); min-block-size: var(--_target);
    padding: var(--_2) var(--_4); border-block-start: 1px solid var(--_line);
    font-size: var(--_text-sm); line-height: calc(20 / 14); cursor: pointer;
  }
  .choice input {
    appearance: none; display: grid; place-items: center; flex: none; inline-size: 20px; block-size: 20px; margin: 0;
    border: 1px solid var(--_line-strong); border-radius: var(--_radius-s); background: var(--_surface); cursor: inherit;
  }
  .choice input:checked { border-color: var(--_accent); background: var(--_accent); }
  .choice input:checked::before {
    content: ''; inline-size: 6px; block-size: 11px; border: solid var(--_on-accent); border-width: 0 2px 2px 0;
    rotate: 45deg; translate: 0 -1px;
  }
  @media (forced-colors: active) {
    .choice input[type] { appearance: auto; }
    .choice input[type]::before { content: none; }
    .button, .icon-button { border-color: ButtonBorder; }
    .button[aria-disabled='true'] { border-color: GrayText; color: GrayText; }
    .button[aria-pressed='true'] { border: 2px solid Highlight; }
  }
`
