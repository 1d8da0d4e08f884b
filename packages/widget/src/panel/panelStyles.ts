import { css } from '../theme/css.ts'

export const panelStyles = css`
  .history:focus,
  .panel:focus {
    outline: none;
  }
  .history {
    flex: 1;
    min-block-size: 0;
    overflow-y: auto;
    padding: calc(var(--py-space) * 2) calc(var(--py-space) * 2.5);
    scrollbar-width: thin;
    scrollbar-color: var(--py-line-strong) transparent;
    animation: parley-rise 220ms var(--py-ease);
  }
  .launcher[data-unread]:not([data-unread='0'])::before {
    content: attr(data-unread);
    position: absolute;
    inset-block-start: -2px;
    inset-inline-end: -2px;
    min-inline-size: 12px;
    padding: 0 5px;
    border: 2px solid #fff;
    border-radius: 12px;
    font:
      600 12px/20px system-ui,
      sans-serif;
    color: #fff;
    background: #c8202b;
  }
  .launcher {
    -webkit-tap-highlight-color: transparent;
    transition: scale 200ms;
  }
  .launcher:hover {
    scale: 1.05;
  }
  .launcher:active {
    scale: 0.94;
  }
  .launcher svg {
    grid-area: 1 / 1;
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
  .panel {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    overflow: hidden;
    background: var(--py-background);
    color: var(--py-text);
    contain: layout paint style;
  }
  /* What is scrolled to its end, or has none, leaves the page behind where it is; an inline one is part of the page. */
  .panel:not([data-kind='inline']),
  .panel:not([data-kind='inline']) :is(.history, .transcript-scroller) {
    overscroll-behavior: contain;
  }
  .panel:not([data-kind='inline']) {
    position: fixed;
    box-shadow: var(--py-shadow);
    z-index: var(--parley-z-index, 2147483647);
  }
  .panel[data-kind='floating'] {
    inset-inline-end: calc(var(--parley-offset, 20px) + env(safe-area-inset-right, 0px));
    inset-block-end: calc(
      var(--parley-offset, 20px) + var(--parley-launcher-size, 56px) + 12px + env(safe-area-inset-bottom, 0px)
    );
    inline-size: min(var(--parley-width, 400px), calc(100% - 2 * var(--parley-offset, 20px)));
    block-size: min(
      var(--parley-height, 660px),
      calc(
        100% - 2 * var(--parley-offset, 20px) - var(--parley-launcher-size, 56px) -
          12px - env(safe-area-inset-bottom, 0px)
      )
    );
    border-radius: var(--py-radius);
    transform-origin: bottom;
    transition:
      opacity 160ms ease-out,
      scale 260ms var(--py-ease),
      translate 260ms var(--py-ease),
      visibility 0s;
  }
  [data-position='start'] .panel[data-kind='floating'] {
    inset-inline: calc(var(--parley-offset, 20px) + env(safe-area-inset-left, 0px)) auto;
  }
  [data-open='false'] > .panel {
    visibility: hidden;
    opacity: 0;
    scale: 0.96;
    translate: 0 10px;
    transition-duration: 120ms, 160ms, 160ms, 0s;
    transition-delay: 0s, 0s, 0s, 160ms;
  }
  @starting-style {
    [data-open='true'] > .panel[data-kind='floating'] {
      opacity: 0;
      scale: 0.96;
      translate: 0 10px;
    }
  }
  :host {
    /* As wide as there is space beside its margins, as an item of a row, too. */
    inline-size: -webkit-fill-available;
    /* What stands beside it in a row keeps its width. */
    flex-shrink: 9999;
    grid: minmax(0, 1fr) / minmax(0, 1fr);
  }
  @supports (inline-size: -moz-available) {
    :host {
      inline-size: -moz-available;
    }
  }
  .inline,
  .inline > :first-child {
    display: block;
    inline-size: 100%;
    block-size: 100%;
  }
  .panel[data-kind='inline'] {
    flex: 1 1 320px;
    border-radius: var(--py-radius);
    box-shadow: inset 0 0 0 1px var(--py-line-strong);
  }
  .panel[data-kind='sidebar'] {
    inset-block: 0;
    inset-inline-end: 0;
    inline-size: min(var(--parley-width, 420px), 100%);
    transition:
      opacity 160ms ease-out,
      translate 260ms var(--py-ease),
      visibility 0s;
  }
  [data-position='start'] .panel[data-kind='sidebar'] {
    inset-inline: 0 auto;
  }
  .surface[data-kind='inline'],
  .surface[data-kind='inline'] > .frame {
    display: flex;
    flex-direction: column;
    inline-size: 100%;
    block-size: 100%;
  }
  /* Whose they are is not known yet. */
  [data-visitor='undecided'] :is(.chat-view, .history) {
    visibility: hidden;
  }
  [data-visitor='undecided'] .panel::before {
    content: '';
    position: absolute;
    inset: 76px 20px auto;
    block-size: 84px;
    background: repeating-linear-gradient(var(--py-hover) 0 12px, transparent 0 24px);
    opacity: 0;
    animation: parley-late 300ms 250ms forwards;
  }
  [data-visitor='nobody'] :is(.composer, .suggestions, .header .icon-button:not(:last-child)) {
    visibility: hidden;
  }
  .chat-view {
    flex: 1;
    display: flex;
    flex-direction: column;
    min-block-size: 0;
  }
  .header {
    display: flex;
    align-items: center;
    gap: 2px;
    flex: none;
    min-block-size: 56px;
    padding-inline: calc(var(--py-space) * 5) calc(var(--py-space) * 3);
    border-block-end: 1px solid var(--py-line);
  }
  .header > .icon-button:first-child {
    margin-inline-start: calc(var(--py-space) * -2.5);
    margin-inline-end: 4px;
  }
  .header h2 {
    flex: 1;
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-size: calc(var(--py-size) * 1.04);
    font-weight: 630;
    letter-spacing: -0.014em;
  }
  .header .icon-button {
    inline-size: 36px;
    block-size: 36px;
  }
  .banner {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    flex: none;
    padding: 8px 16px;
    font-size: var(--py-small);
    font-weight: 500;
    color: var(--py-warning);
    background: var(--py-warning-soft);
  }
  .refused {
    flex: 1;
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: 16px;
    padding: 32px;
    text-align: center;
    text-wrap: balance;
    color: var(--py-muted);
  }
  .refused-mark {
    display: grid;
    place-items: center;
    inline-size: 48px;
    block-size: 48px;
    border-radius: 16px;
    color: var(--py-warning);
    background: var(--py-warning-soft);
  }
  @media (max-width: 480px), (max-height: 360px) {
    .panel:not([data-kind='inline']),
    [data-position='start'] .panel[data-kind='floating'] {
      inset: 0;
      inset-block-start: var(--py-viewport-top, 0);
      inline-size: 100%;
      block-size: var(--py-viewport-height, 100%);
      max-block-size: 100%;
      border-radius: 0;
      box-shadow: none;
      padding-block-start: env(safe-area-inset-top, 0px);
      padding-inline: env(safe-area-inset-left, 0px) env(safe-area-inset-right, 0px);
    }
    .launcher[aria-expanded='true'] {
      visibility: hidden;
    }
    .transcript-items {
      padding-inline: calc(var(--py-space) * 4);
    }
    .composer {
      padding-inline: calc(var(--py-space) * 3);
    }
  }
  :has(> .surface[data-kind='sidebar']) + .launcher[aria-expanded='true'] {
    visibility: hidden;
  }
  @media (max-height: 420px) {
    .composer-hint {
      display: none;
    }
    .header {
      min-block-size: 44px;
    }
  }
  @media (forced-colors: active) {
    .panel {
      border: 1px solid CanvasText;
    }
    .header,
    .banner {
      border-block-end: 1px solid CanvasText;
    }
  }
`
