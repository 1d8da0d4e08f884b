import { css } from '../theme/css.ts'

/** Comes with the code that draws messages. */
export const messageStyles = css`
  .markdown img {
    max-inline-size: 100%;
    block-size: auto;
    border-radius: var(--py-radius-s);
  }
  .parts > * + * {
    margin-block-start: calc(var(--py-space) * 3);
  }
  .message-actions {
    display: flex;
    gap: 2px;
    margin-block-start: calc(var(--py-space) * 1.5);
    margin-inline-start: -7px;
    opacity: 0;
    transition: opacity 160ms;
  }
  .message:is(:hover, :focus-within, [data-latest]) .message-actions {
    opacity: 1;
  }
  @media (hover: none) {
    .message-actions {
      opacity: 1;
    }
  }
  .message-actions .icon-button {
    inline-size: 30px;
    block-size: 30px;
  }
  [data-icon='bad'] {
    rotate: 180deg;
  }
  .message-actions time {
    align-self: center;
    margin-inline-start: 5px;
    font-size: calc(var(--py-size) * 0.76);
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
    color: var(--py-muted);
  }
  /* Beside the bubble, so that nothing moves when it comes. */
  .message[data-role='user'] > .message-actions {
    grid-area: 1 / 1;
    place-self: end;
    margin: 0;
    margin-inline-end: 4px;
  }
  .sources h3 {
    margin-block-end: calc(var(--py-space) * 1.5);
    font-size: calc(var(--py-size) * 0.78);
    font-weight: 600;
    letter-spacing: 0.01em;
    color: var(--py-muted);
  }
  .sources ol {
    display: grid;
    gap: 6px;
  }
  .source {
    display: flex;
    align-items: center;
    gap: 10px;
    padding: 8px 12px 8px 8px;
    padding-inline: 8px 12px;
    border-radius: var(--py-radius-m);
    box-shadow: inset 0 0 0 1px var(--py-line);
    color: inherit;
    text-decoration: none;
    line-height: 1.3;
    transition:
      background-color 120ms,
      box-shadow 120ms;
  }
  a.source:hover {
    background: var(--py-subtle);
    box-shadow: inset 0 0 0 1px var(--py-line-strong);
  }
  .source-number {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 24px;
    block-size: 24px;
    border-radius: 7px;
    background: var(--py-accent-soft);
    color: var(--py-link);
    font-size: calc(var(--py-size) * 0.76);
    font-weight: 650;
    font-variant-numeric: tabular-nums;
  }
  .source-text {
    display: grid;
    min-inline-size: 0;
    flex: 1;
  }
  .source-text > * {
    text-align: match-parent;
    text-align: -webkit-match-parent;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .source-title {
    font-size: calc(var(--py-size) * 0.9);
    font-weight: 550;
  }
  .source-host {
    font-size: calc(var(--py-size) * 0.78);
    color: var(--py-muted);
  }
  .disclosure {
    font-size: calc(var(--py-size) * 0.9);
    color: var(--py-muted);
  }
  .disclosure summary {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-block-size: 26px;
    padding-inline-end: 6px;
    border-radius: var(--py-radius-s);
    list-style: none;
    cursor: pointer;
    user-select: none;
  }
  .disclosure summary::-webkit-details-marker {
    display: none;
  }
  .disclosure summary:hover {
    color: var(--py-text);
  }
  .disclosure summary .icon:last-child {
    transition: rotate 180ms var(--py-ease);
  }
  .disclosure[open] summary .icon:last-child {
    rotate: 180deg;
  }
  .disclosure[data-active] summary > span {
    animation: parley-pulse 1.6s infinite ease-in-out;
  }
  .disclosure-body {
    margin-block-start: 6px;
    padding-inline-start: 14px;
    border-inline-start: 2px solid var(--py-line);
    white-space: pre-wrap;
    max-block-size: 240px;
    overflow: auto;
    scrollbar-width: thin;
  }
  .disclosure-body[dir='ltr'] {
    font: calc(var(--py-size) * 0.8) / 1.5 var(--py-mono);
  }
  .chip {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    max-inline-size: 100%;
    padding: 8px 12px;
    border-radius: var(--py-radius-m);
    box-shadow: inset 0 0 0 1px var(--py-line);
    font-size: calc(var(--py-size) * 0.9);
    color: inherit;
    text-decoration: none;
  }
  .chip[data-kind='unknown'] {
    color: var(--py-muted);
    font-size: var(--py-small);
  }
`
