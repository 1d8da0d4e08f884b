import { css } from './css.ts'

/** Resets inside the shadow root, buttons, focus, motion. */
export const controls = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  button,
  textarea,
  input {
    font: inherit;
    letter-spacing: inherit;
    color: inherit;
    margin: 0;
  }
  button {
    appearance: none;
    border: 0;
    padding: 0;
    background: none;
    text-align: start;
    cursor: pointer;
    touch-action: manipulation;
  }
  button:disabled {
    cursor: default;
  }
  h2,
  h3,
  p,
  ol,
  ul,
  form,
  figure {
    margin: 0;
    padding: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  a {
    color: var(--py-link);
    text-decoration: underline;
    text-decoration-thickness: 1px;
    text-underline-offset: 0.16em;
    text-decoration-color: color-mix(in oklab, var(--py-link) 40%, transparent);
    transition: text-decoration-color 120ms;
  }
  a:hover {
    text-decoration-color: currentcolor;
  }
  :focus-visible {
    outline: 2px solid var(--py-link);
    outline-offset: 2px;
  }
  ::selection {
    background: color-mix(in oklab, var(--py-accent) 26%, transparent);
  }
  .icon {
    display: block;
    flex: none;
    fill: none;
    stroke: currentcolor;
    stroke-width: 1.75px;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .icon[data-icon='stop'] {
    fill: currentcolor;
  }
  :dir(rtl) > .icon[data-icon='back'],
  :dir(rtl) > .icon[data-icon='arrow'] {
    transform: scaleX(-1);
  }
  .icon-button {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 32px;
    block-size: 32px;
    border-radius: var(--py-radius-s);
    color: var(--py-muted);
    transition:
      background-color 120ms,
      color 120ms,
      scale 160ms var(--py-ease);
  }
  .icon-button:hover:not(:disabled) {
    background: var(--py-hover);
    color: var(--py-text);
  }
  .icon-button:active:not(:disabled) {
    scale: 0.92;
  }
  .icon-button:disabled {
    opacity: 0.4;
  }
  .icon-button[aria-pressed='true'] {
    color: var(--py-link);
    background: var(--py-accent-soft);
  }
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    min-block-size: 32px;
    padding: 0 12px;
    border-radius: var(--py-radius-s);
    font-size: var(--py-small);
    font-weight: 550;
    background: var(--py-raised);
    box-shadow:
      inset 0 0 0 1px var(--py-line-strong),
      0 1px 2px rgb(10 10 30 / 5%);
    transition:
      background-color 120ms,
      scale 160ms var(--py-ease);
  }
  .button:hover:not(:disabled) {
    background: var(--py-hover);
  }
  .button:active:not(:disabled) {
    scale: 0.97;
  }
  .button[data-kind='danger'] {
    color: var(--py-danger);
  }
  .visually-hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @media (forced-colors: active) {
    .icon-button:focus-visible,
    .button {
      border: 1px solid ButtonText;
    }
    .icon-button[aria-pressed='true'] {
      background: Highlight;
      color: HighlightText;
      forced-color-adjust: none;
    }
    .icon-button:disabled {
      color: GrayText;
      opacity: 1;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation-duration: 1ms !important;
      animation-iteration-count: 1 !important;
      transition-duration: 1ms !important;
      scroll-behavior: auto !important;
    }
  }
`
