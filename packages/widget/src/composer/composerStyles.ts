import { css } from '../theme/css.ts'

export const composerStyles = css`
  .composer {
    padding: calc(var(--py-space) * 2) calc(var(--py-space) * 4);
    padding-block-end: max(calc(var(--py-space) * 2), env(safe-area-inset-bottom, 0px));
  }
  .composer-edit {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 0 4px 8px;
    font-size: var(--py-small);
    color: var(--py-muted);
    animation: parley-rise 200ms var(--py-ease);
  }
  .composer-edit > span {
    flex: 1;
  }
  .composer-box {
    display: flex;
    align-items: flex-end;
    gap: 4px;
    padding: 5px;
    border-radius: calc(var(--py-radius) + 4px);
    background: var(--py-raised);
    box-shadow:
      inset 0 0 0 1px var(--py-line-strong),
      0 1px 3px rgb(10 10 30 / 5%);
    transition: box-shadow 160ms;
  }
  .composer-box:focus-within {
    box-shadow:
      inset 0 0 0 1.5px var(--py-link),
      0 0 0 4px color-mix(in oklab, var(--py-accent) 13%, transparent);
  }
  .composer-text {
    display: grid;
    flex: 1;
    min-inline-size: 0;
    max-block-size: min(168px, 30dvh);
    overflow-y: auto;
    scrollbar-width: thin;
    cursor: text;
  }
  /* 16px: below that, iOS zooms the page when the box is focused. */
  .composer-text > * {
    grid-area: 1 / 1;
    padding: 6px;
    padding-inline-start: 11px;
    border: 0;
    font: 400 max(16px, var(--py-size)) / 24px var(--py-font);
    letter-spacing: -0.006em;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .composer-mirror {
    visibility: hidden;
    unicode-bidi: plaintext;
  }
  .composer-text textarea {
    appearance: none;
    inline-size: 100%;
    min-block-size: 36px;
    resize: none;
    overflow: hidden;
    background: none;
    color: var(--py-text);
    outline: none;
  }
  .composer-text textarea::placeholder {
    color: var(--py-muted);
    opacity: 1;
  }
  .composer-button {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 36px;
    block-size: 36px;
    border-radius: var(--py-radius);
    background: var(--py-accent);
    color: var(--py-on-accent);
    transition:
      background-color 160ms,
      color 160ms,
      scale 160ms var(--py-ease);
  }
  .composer-button:disabled {
    background: var(--py-hover);
    color: var(--py-faint);
  }
  .composer-button:hover:not(:disabled) {
    background: color-mix(in oklab, var(--py-accent) 88%, var(--py-text));
  }
  .composer-button:active:not(:disabled) {
    scale: 0.9;
  }
  .composer-button[data-kind='stop'] {
    background: var(--py-text);
    color: var(--py-background);
  }
  .composer-hint {
    margin-block-start: calc(var(--py-space) * 1.5);
    text-align: center;
    font-size: calc(var(--py-size) * 0.76);
    line-height: 1.4;
    color: var(--py-muted);
  }
  .composer[data-notice] .composer-hint {
    color: var(--py-warning);
    font-weight: 500;
  }
  @media (forced-colors: active) {
    .composer-box,
    .composer-button {
      border: 1px solid ButtonText;
    }
    .composer-box:focus-within {
      outline: 2px solid Highlight;
    }
  }
`
