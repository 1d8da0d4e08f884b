import { css } from '../theme/css.ts'

/** What stands in the conversation before messages are drawn in full: plain text, and how it is going. */
export const plainMessageStyles = css`
  .plain {
    white-space: pre-wrap;
  }
  .message {
    position: relative;
    min-inline-size: 0;
  }
  .message[data-role='user'] {
    display: grid;
    grid-template-columns: minmax(34px, 1fr) fit-content(86%);
  }
  .bubble {
    grid-area: 1 / 2;
    min-inline-size: 0;
    padding: calc(var(--py-space) * 2.25) calc(var(--py-space) * 3.75);
    border-radius: var(--py-radius);
    border-end-end-radius: calc(var(--py-radius) * 0.3);
    background: var(--py-accent);
    color: var(--py-on-accent);
    white-space: pre-wrap;
    unicode-bidi: plaintext;
  }
  .bubble::selection {
    background: color-mix(in oklab, var(--py-on-accent) 30%, transparent);
  }
  .message[data-status='failed'] .bubble {
    background: var(--py-accent-soft);
    color: var(--py-text);
  }
  .message[data-role='user'] > .message-status {
    grid-column: 1 / -1;
    justify-self: end;
  }
  .message-status {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 10px;
    margin-block-start: calc(var(--py-space) * 2.5);
    font-size: var(--py-small);
    color: var(--py-muted);
  }
  .message-status[data-status='interrupted'],
  .message-status[data-status='failed'] {
    padding: 8px;
    padding-inline-start: 12px;
    border-radius: var(--py-radius-m);
    background: var(--py-warning-soft);
    color: var(--py-text);
  }
  .message-status .icon {
    color: var(--py-warning);
  }
  .message-status[data-status='failed'] {
    background: var(--py-danger-soft);
  }
  .message-status[data-status='failed'] > .icon {
    color: var(--py-danger);
  }
  .message-status > span {
    flex: 1 1 9em;
  }
  .message-status .button {
    margin-inline-start: auto;
  }
  .message-status .button .icon {
    color: inherit;
  }
  .typing {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    block-size: 1.55em;
  }
  .typing i {
    inline-size: 6px;
    block-size: 6px;
    border-radius: 50%;
    background: var(--py-faint);
    animation: parley-typing 1.3s infinite ease-in-out;
  }
  .typing i:nth-child(2) {
    animation-delay: 0.16s;
  }
  .typing i:nth-child(3) {
    animation-delay: 0.32s;
  }
  @keyframes parley-typing {
    0%,
    60%,
    100% {
      opacity: 0.35;
      translate: 0 0;
    }
    30% {
      opacity: 1;
      translate: 0 -3px;
    }
  }
  @keyframes parley-pulse {
    50% {
      opacity: 0.5;
    }
  }
`
