import { css } from 'lit'

/** Controls that the elements of documents share: segments, selects, menus, boxes. */
export const documentControls = css`
  select { font: inherit; color: inherit; letter-spacing: inherit; }
  fieldset { min-inline-size: 0; margin: 0; border: 0; padding: 0; }
  .icon.more, .icon.grip { stroke-width: 2.75; }
  .segment {
    display: inline-flex; padding: 3px; border: 1px solid var(--_line-strong); border-radius: var(--_radius-m);
    background: var(--_surface);
  }
  .segment label { position: relative; flex: 1 1 auto; cursor: pointer; }
  .segment input {
    position: absolute; inset-block: -4px; inset-inline: 0; inline-size: 100%; block-size: 44px; margin: 0; opacity: 0; cursor: pointer;
  }
  .segment span {
    display: grid; place-items: center; min-block-size: 36px; padding-inline: var(--_3); border-radius: 7px;
    color: var(--_muted); font-size: var(--_text-sm); line-height: calc(20 / 14); white-space: nowrap;
  }
  .segment input:checked + span {
    background: var(--_accent-soft); color: var(--_accent-ink); box-shadow: inset 0 0 0 1.5px var(--_accent);
  }
  .segment input:focus-visible + span { outline: 2px solid var(--_focus); outline-offset: 2px; }
  .select { position: relative; display: inline-flex; align-items: center; min-inline-size: 0; }
  .select select {
    appearance: none; inline-size: 100%; min-block-size: var(--_target); padding-block: 0; padding-inline: var(--_3) 34px;
    border: 1px solid var(--_line-strong); border-radius: var(--_radius-m); background: var(--_surface);
    font-size: var(--_text-sm); text-overflow: ellipsis; cursor: pointer;
  }
  .select .icon { position: absolute; inset-inline-end: 10px; pointer-events: none; }
  .menu-place { position: relative; display: inline-flex; flex: none; }
  .menu {
    position: absolute; inset-block-start: 100%; inset-inline-end: 0; z-index: 4; inline-size: max-content; min-inline-size: 200px;
    max-inline-size: min(280px, 80vw); padding: var(--_1);
    border: 1px solid var(--_line); border-radius: var(--_radius-m); background: var(--_raised); box-shadow: var(--_lift-3);
  }
  .menu.upwards { inset-block: auto 100%; }
  .menu-item {
    display: flex; align-items: center; gap: var(--_3); inline-size: 100%; min-block-size: var(--_target);
    padding: var(--_2) var(--_3); border: 0; border-radius: var(--_radius-s); background: transparent; text-align: start; cursor: pointer;
  }
  .menu-item > .icon { color: var(--_muted); }
  .menu-item[aria-disabled='true'] { color: var(--_muted); opacity: 0.6; cursor: default; }
  @media (hover: hover) { .menu-item:hover { background: var(--_sunken); } }
  input[type='checkbox'] {
    appearance: none; display: grid; place-items: center; flex: none; inline-size: 20px; block-size: 20px; margin: 0;
    border: 1px solid var(--_line-strong); border-radius: var(--_radius-s); background: var(--_surface); cursor: pointer;
  }
  input[type='checkbox']:checked, input[type='checkbox']:indeterminate { border-color: var(--_accent); background: var(--_accent); }
  input[type='checkbox']:checked::before {
    content: ''; inline-size: 6px; block-size: 11px; border: solid var(--_on-accent); border-width: 0 2px 2px 0;
    rotate: 45deg; translate: 0 -1px;
  }
  input[type='checkbox']:indeterminate::before { content: ''; inline-size: 10px; border-block-start: 2px solid var(--_on-accent); }
  input[type='checkbox']:disabled { opacity: 0.5; cursor: default; }
  @media (forced-colors: active) {
    .segment input:checked + span { outline: 2px solid Highlight; }
    input[type='checkbox'] { appearance: auto; }
    input[type='checkbox'][id]::before { content: none; }
    .select select { border-color: ButtonBorder; }
    .menu { border-color: CanvasText; }
  }
`
