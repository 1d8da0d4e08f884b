import { css } from '../theme/css.ts'

/** The launcher and the layer that it stands in. Complete without the other styles: the loader ships only these. */
export const launcherStyles = css`
  :host {
    all: initial !important;
    display: block !important;
  }
  :host([hidden]) {
    display: none !important;
  }
  .layer {
    position: fixed;
    inset: auto;
    inline-size: 0;
    block-size: 0;
    margin: 0;
    padding: 0;
    border: 0;
    overflow: visible;
    background: none;
    z-index: var(--parley-z-index, 2147483647);
  }
  .launcher {
    --accent: var(--parley-accent, #5b53e0);
    --on-accent: var(--parley-accent-text, #fff);
    appearance: none;
    position: fixed;
    inset-block-end: calc(var(--parley-offset, 20px) + env(safe-area-inset-bottom, 0px));
    inset-inline-end: calc(var(--parley-offset, 20px) + env(safe-area-inset-right, 0px));
    display: grid;
    place-items: center;
    inline-size: var(--parley-launcher-size, 56px);
    block-size: var(--parley-launcher-size, 56px);
    padding: 0;
    border: 0;
    border-radius: 50%;
    cursor: pointer;
    touch-action: manipulation;
    -webkit-tap-highlight-color: transparent;
    color: var(--on-accent);
    background: linear-gradient(rgb(255 255 255 / 14%), transparent 55%) var(--accent);
    box-shadow:
      0 1px 3px rgb(10 10 30 / 20%),
      0 8px 24px -4px rgb(10 10 30 / 30%);
    transition: scale 200ms;
  }
  @supports (color: oklch(from red l c h)) {
    .launcher {
      --on-accent: var(--parley-accent-text, oklch(from var(--accent) clamp(0, (0.6 - l) * 1000, 1) 0 0));
    }
  }
  .launcher:hover {
    scale: 1.05;
  }
  .launcher:active {
    scale: 0.94;
  }
  .launcher:focus-visible {
    outline: 3px solid color-mix(in oklab, var(--accent) 55%, #fff);
    outline-offset: 3px;
  }
  .launcher svg {
    grid-area: 1 / 1;
    inline-size: 46%;
    block-size: 46%;
    transition:
      rotate 260ms,
      opacity 160ms;
  }
  .launcher svg + svg,
  .launcher[aria-expanded='true'] svg {
    opacity: 0;
    rotate: -60deg;
  }
  .launcher[aria-expanded='true'] svg + svg {
    opacity: 1;
    rotate: none;
  }
  .launcher[aria-busy='true']::after {
    content: '';
    position: absolute;
    inset: -4px;
    border-radius: 50%;
    border: 2px solid transparent;
    border-block-start-color: var(--accent);
    animation: parley-turn 800ms linear infinite;
  }
  @keyframes parley-turn {
    to {
      rotate: 1turn;
    }
  }
  .notice {
    position: fixed;
    inset-block-end: calc(var(--parley-offset, 20px) + var(--parley-launcher-size, 56px) + 12px);
    inset-inline-end: var(--parley-offset, 20px);
    padding: 12px 16px;
    border-radius: 14px;
    font:
      14px/1.4 system-ui,
      sans-serif;
    color: #000;
    background: #fff;
    box-shadow: 0 8px 24px -4px rgb(10 10 30 / 30%);
  }
  [data-position='start'] :is(.launcher, .notice) {
    inset-inline: var(--parley-offset, 20px) auto;
  }
  .inline > .notice {
    position: static;
  }
  .launcher[hidden],
  .notice[hidden] {
    display: none;
  }
  .notice button {
    all: revert;
    margin-inline-start: 12px;
  }
  @media (max-width: 480px) {
    .launcher[aria-expanded='true'] {
      visibility: hidden;
    }
  }
  @media (forced-colors: active) {
    .launcher,
    .notice {
      border: 2px solid ButtonText;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .launcher,
    .launcher svg {
      transition: none;
    }
  }
  @media print {
    .layer {
      display: none;
    }
  }
`
