import { css } from 'lit'

/** Who has viewed a document, unfolded below its row. */
export const views = css`
  .views { display: grid; gap: var(--_2); margin-block: var(--_2); margin-inline-end: var(--_3); padding: var(--_3) var(--_4); border-radius: var(--_radius-m); background: var(--_sunken); }
  .views .button { margin-inline-start: -12px; }
  .view { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 var(--_4); padding-block: 4px; font-size: var(--_text-sm); line-height: calc(20 / 14); }
  .view > :first-child { display: inline-block; }
  .view > :first-child::first-letter { text-transform: uppercase; }
`
