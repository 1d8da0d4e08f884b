import { css } from '../theme/css.ts'

export const historyStyles = css`
  .history-search {
    position: relative;
    margin-block-end: calc(var(--py-space) * 2);
  }
  .history-search .icon {
    position: absolute;
    inset-block: 0;
    inset-inline-start: 12px;
    margin-block: auto;
    color: var(--py-muted);
    pointer-events: none;
  }
  .field {
    appearance: none;
    inline-size: 100%;
    min-inline-size: 0;
    min-block-size: 38px;
    padding: 6px 12px;
    border: 0;
    border-radius: var(--py-radius-m);
    font: 400 max(16px, var(--py-size)) / 1.4 var(--py-font);
    color: var(--py-text);
    background: var(--py-raised);
    box-shadow: inset 0 0 0 1px var(--py-line-strong);
  }
  .history-search .field {
    padding-inline-start: 36px;
  }
  .field::placeholder {
    color: var(--py-muted);
    opacity: 1;
  }
  .history-rename {
    display: flex;
    flex: 1;
    align-items: center;
    gap: 4px;
    padding: 6px;
  }
  .history-list {
    display: grid;
    gap: 2px;
  }
  .history-item {
    display: flex;
    align-items: center;
    gap: 4px;
    min-inline-size: 0;
    padding-inline-end: 8px;
    border-radius: var(--py-radius-m);
    transition: background-color 120ms;
  }
  .history-item:hover,
  .history-item:focus-within {
    background: var(--py-hover);
  }
  .history-item[data-current] {
    background: var(--py-accent-soft);
  }
  .history-open {
    display: grid;
    flex: 1;
    gap: 1px;
    min-inline-size: 0;
    padding: 10px 12px;
    border-radius: var(--py-radius-m);
  }
  .history-title,
  .history-last {
    overflow: hidden;
    text-align: match-parent;
    text-align: -webkit-match-parent;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .history-title {
    font-weight: 550;
    font-size: calc(var(--py-size) * 0.95);
  }
  .history-meta {
    display: flex;
    gap: 6px;
    min-inline-size: 0;
    font-size: calc(var(--py-size) * 0.81);
    color: var(--py-muted);
  }
  .history-meta time {
    flex: none;
  }
  .history-last {
    flex: 1;
    min-inline-size: 0;
  }
  .history-meta time:not(:last-child)::after {
    content: ' ·';
  }
  .history-item > .icon-button {
    opacity: 0;
  }
  .history-item:is(:hover, :focus-within) > .icon-button {
    opacity: 1;
  }
  @media (hover: none) {
    .history-item > .icon-button {
      opacity: 1;
    }
  }
  .history-item > .icon-button[data-kind='danger']:hover {
    color: var(--py-danger);
    background: var(--py-danger-soft);
  }
  .history-item[data-asking] {
    background: var(--py-danger-soft);
    padding: 10px 10px 10px 12px;
    padding-inline: 12px 10px;
  }
  .history-question {
    display: flex;
    flex: 1;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    font-size: var(--py-small);
    font-weight: 500;
  }
  .history-question > span:first-child {
    flex: 1 1 8em;
  }
  .history-answers {
    display: flex;
    gap: 8px;
  }
  .history-empty {
    padding: calc(var(--py-space) * 12) calc(var(--py-space) * 6);
    text-align: center;
    text-wrap: balance;
    color: var(--py-muted);
  }
  @media (forced-colors: active) {
    .field {
      border: 1px solid FieldText;
    }
    .history-item[data-current] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`
