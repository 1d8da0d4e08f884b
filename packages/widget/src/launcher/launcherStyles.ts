import { css } from '../theme/css.ts'

/** The launcher and the layer that it stands in. Complete without the other styles: the loader ships only these. */
export const launcherStyles = css`
  /* The page may hide it. It takes no space; the box of an inline chat is the page's to lay out. */
  :host {
    display: contents;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  /* Nothing of the page is inherited. */
  .layer,
  .inline {
    all: initial;
    visibility: inherit;
  }
  /* A popover without content of its own: what is in it is fixed to the window. In view also where it cannot be raised. */
  .layer {
    position: fixed;
    color: #fff;
    z-index: var(--parley-z-index, 2147483647);
  }
  .launcher,
  .notice {
    position: fixed;
    inset-block-end: calc(var(--parley-offset, 20px) + env(safe-area-inset-bottom));
    inset-inline-end: calc(var(--parley-offset, 20px) + env(safe-area-inset-right));
    box-shadow: 0 4px 20px rgb(0 0 0 / 26.7%);
    /* Seen where colours are forced. */
    outline: 2px solid transparent;
  }
  .launcher {
    display: grid;
    place-items: center;
    inline-size: var(--parley-launcher-size, 56px);
    block-size: var(--parley-launcher-size, 56px);
    padding: 0;
    border: 0;
    border-radius: 50%;
    cursor: pointer;
    /* Black or white; white from the layer where relative colours are unknown. */
    color: var(--parley-accent-text, oklch(from var(--parley-accent, #5b53e0) calc((0.58 - l) * 999) 0 0));
    background: var(--parley-accent, #5b53e0);
  }
  .launcher:focus-visible {
    outline: 3px solid var(--parley-accent, #5b53e0);
    outline-offset: 3px;
  }
  .launcher svg {
    inline-size: 50%;
    fill: currentcolor;
  }
  .launcher[aria-busy='true'] {
    animation: busy 1s infinite alternate;
  }
  @keyframes busy {
    to {
      opacity: 0.5;
    }
  }
  .notice {
    margin-block-end: calc(var(--parley-launcher-size, 56px) + 12px);
    padding: 12px;
    border-radius: 16px;
    font: 14px system-ui;
    color: #000;
    background: #fff;
  }
  [data-position='start'] :is(.launcher, .notice) {
    inset-inline: calc(var(--parley-offset, 20px) + env(safe-area-inset-left)) auto;
  }
  .inline > .notice {
    position: static;
  }
  @media print {
    .layer {
      display: none;
    }
  }
`
