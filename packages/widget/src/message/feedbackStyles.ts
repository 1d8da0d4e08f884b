import { css } from '../theme/css.ts'

export const feedbackStyles = css`
  .feedback {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px;
    margin-block-start: calc(var(--py-space) * 1.5);
    padding: 10px 10px 8px 12px;
    padding-inline: 12px 8px;
    border-radius: var(--py-radius-m);
    background: var(--py-subtle);
    box-shadow: inset 0 0 0 1px var(--py-line);
    animation: parley-rise 200ms var(--py-ease);
  }
  .feedback label {
    flex: 1 0 100%;
    display: grid;
    gap: 6px;
    font-size: var(--py-small);
    font-weight: 550;
  }
  .feedback textarea {
    inline-size: 100%;
    padding: 7px 10px;
    border: 0;
    border-radius: var(--py-radius-s);
    resize: none;
    font: 400 max(16px, var(--py-size)) / 1.4 var(--py-font);
    background: var(--py-raised);
    box-shadow: inset 0 0 0 1px var(--py-line-strong);
  }
  .feedback textarea::placeholder {
    color: var(--py-muted);
    opacity: 1;
  }
  .feedback .icon-button {
    margin-inline-start: auto;
  }
  .feedback-thanks {
    margin-block-start: calc(var(--py-space) * 1.5);
    font-size: var(--py-small);
    color: var(--py-muted);
  }
`
