import { css } from '../theme/css.ts'

export const transcriptStyles = css`
  .transcript {
    position: relative;
    flex: 1;
    display: flex;
    flex-direction: column;
    min-block-size: 0;
  }
  .transcript-scroller {
    flex: 1;
    min-block-size: 0;
    overflow-y: auto;
    overflow-x: hidden;
    overflow-anchor: none;
    scrollbar-width: thin;
    scrollbar-color: var(--py-line-strong) transparent;
  }
  .transcript-scroller:focus-visible {
    outline-offset: -3px;
  }
  .transcript-items,
  .messages,
  .group {
    display: flex;
    flex-direction: column;
    gap: calc(var(--py-space) * 5);
  }
  .transcript-items {
    padding: calc(var(--py-space) * 4) calc(var(--py-space) * 5);
  }
  .messages {
    margin-inline: calc(var(--py-space) * -4);
  }
  /* Wide enough for outlines: what is skipped while far away clips what stands out of it. */
  .group {
    padding: 8px calc(var(--py-space) * 4);
    margin-block: -8px;
    contain-intrinsic-block-size: auto 1600px;
  }
  .group[data-drawn] {
    content-visibility: auto;
  }
  .transcript[data-empty] .transcript-items {
    min-block-size: 100%;
    justify-content: flex-end;
  }
  .transcript[data-empty] {
    background: radial-gradient(120% 60% at 50% 0, color-mix(in oklab, var(--py-accent) 7%, transparent), transparent);
  }
  .transcript-end {
    block-size: 1px;
    margin-block-start: -1px;
  }
  .group:not([data-drawn]) > [data-role='user']:nth-last-child(-n + 2) {
    animation: parley-rise 260ms var(--py-ease);
  }
  /* Not by drawing all of them again without it. */
  .transcript:is([data-status='submitted'], [data-status='streaming'], [data-status='resuming'])
    [data-role='user']
    > .message-actions {
    visibility: hidden;
  }
  @keyframes parley-rise {
    from {
      opacity: 0;
      translate: 0 8px;
    }
  }
  .resuming {
    font-size: var(--py-small);
    color: var(--py-muted);
    animation: parley-pulse 1.6s infinite ease-in-out;
  }
  .day {
    align-self: center;
    padding: 2px 10px;
    border-radius: 10px;
    font-size: calc(var(--py-size) * 0.78);
    font-weight: 550;
    color: var(--py-muted);
    background: var(--py-subtle);
  }
  .older {
    align-self: center;
  }
  .jump {
    position: absolute;
    inset-block-end: 10px;
    inset-inline: 0;
    inline-size: max-content;
    margin-inline: auto;
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-block-size: 34px;
    padding-inline: 10px 14px;
    border-radius: 17px;
    font-size: var(--py-small);
    font-weight: 550;
    background: light-dark(#fff, color-mix(in oklab, var(--py-text) 12%, var(--py-background)));
    box-shadow:
      0 0 0 1px var(--py-line),
      0 4px 14px -2px rgb(10 10 30 / 22%);
    animation: parley-rise 200ms var(--py-ease);
  }
  .greeting {
    padding-block: calc(var(--py-space) * 5) calc(var(--py-space) * 1);
    animation: parley-rise 360ms var(--py-ease);
  }
  .greeting-mark {
    display: grid;
    place-items: center;
    inline-size: 44px;
    block-size: 44px;
    margin-block-end: calc(var(--py-space) * 4);
    border-radius: 14px;
    color: var(--py-link);
    background: var(--py-accent-soft);
  }
  .greeting h2 {
    font-size: calc(var(--py-size) * 1.6);
    font-weight: 650;
    line-height: 1.22;
    letter-spacing: -0.024em;
    text-wrap: balance;
  }
  .suggestions {
    display: grid;
    gap: 8px;
    margin-block-start: calc(var(--py-space) * 5);
  }
  .suggestion {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    inline-size: 100%;
    min-block-size: 44px;
    padding: 10px 14px;
    border-radius: var(--py-radius-m);
    line-height: 1.35;
    background: var(--py-raised);
    box-shadow:
      inset 0 0 0 1px var(--py-line-strong),
      0 1px 2px rgb(10 10 30 / 4%);
    transition:
      background-color 140ms,
      box-shadow 140ms,
      scale 160ms var(--py-ease);
  }
  .suggestion .icon {
    color: var(--py-faint);
    transition:
      translate 180ms var(--py-ease),
      color 140ms;
  }
  .suggestion:hover {
    background: var(--py-accent-soft);
    box-shadow: inset 0 0 0 1px color-mix(in oklab, var(--py-accent) 40%, transparent);
  }
  .suggestion:hover .icon {
    color: var(--py-link);
    translate: 2px 0;
  }
  .suggestion:dir(rtl):hover .icon {
    translate: -2px 0;
  }
  .suggestion:active {
    scale: 0.985;
  }
  .skeleton {
    display: grid;
    gap: 12px;
    padding-block: 8px;
    opacity: 0;
    animation: parley-late 300ms 250ms forwards;
  }
  @keyframes parley-late {
    to {
      opacity: 1;
    }
  }
  .skeleton i {
    block-size: 12px;
    border-radius: 6px;
    background: var(--py-hover);
    animation: parley-pulse 1.5s infinite ease-in-out;
  }
  .skeleton i:nth-child(1) {
    inline-size: 46%;
    block-size: 34px;
    border-radius: 17px;
    margin-inline-start: auto;
    margin-block-end: 10px;
  }
  .skeleton i:nth-child(4) {
    inline-size: 58%;
  }
  @media (forced-colors: active) {
    .bubble,
    .suggestion,
    .source,
    .jump {
      border: 1px solid CanvasText;
    }
  }
`
