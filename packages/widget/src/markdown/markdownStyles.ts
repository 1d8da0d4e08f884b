import { css } from '../theme/css.ts'

export const markdownStyles = css`
  .markdown > * {
    margin-block: calc(var(--py-space) * 2.5) 0;
  }
  .markdown > :first-child {
    margin-block-start: 0;
  }
  .markdown[data-streaming] > * {
    animation: parley-appear 240ms ease-out;
  }
  @keyframes parley-appear {
    from {
      opacity: 0;
    }
  }
  .markdown strong,
  .markdown th {
    font-weight: 620;
  }
  .markdown :is(h3, h4, h5, h6) {
    margin-block: calc(var(--py-space) * 5) 0;
    font-weight: 650;
    line-height: 1.3;
    letter-spacing: -0.014em;
  }
  .markdown > :is(h3, h4, h5, h6) + * {
    margin-block-start: calc(var(--py-space) * 1.5);
  }
  .markdown h3 {
    font-size: 1.18em;
  }
  .markdown h4 {
    font-size: 1.07em;
  }
  .markdown :is(h5, h6) {
    font-size: 1em;
  }
  /* Each line is written by its own first letter, in what stands by the first of all. */
  .markdown :is(li, td, th, li p, blockquote p) {
    unicode-bidi: plaintext;
  }
  /* Beside the bullets, and below each other. */
  .markdown :is(ul, ol, table):dir(ltr) {
    text-align: left;
  }
  .markdown :is(ul, ol, table):dir(rtl) {
    text-align: right;
  }
  .markdown :is(ul, ol) {
    padding-inline-start: 1.5em;
  }
  .markdown ul {
    list-style: disc;
  }
  .markdown ul ul {
    list-style: circle;
  }
  .markdown ol {
    list-style: decimal;
  }
  .markdown li + li,
  .markdown li > :is(ul, ol) {
    margin-block-start: calc(var(--py-space) * 1);
  }
  .markdown .loose > li + li,
  .markdown li > p + * {
    margin-block-start: calc(var(--py-space) * 2);
  }
  .markdown li::marker {
    color: var(--py-muted);
    font-variant-numeric: tabular-nums;
  }
  .markdown li > .code {
    margin-block: calc(var(--py-space) * 2);
  }
  .markdown .task {
    list-style: none;
  }
  .markdown .task > input {
    inline-size: 1em;
    block-size: 1em;
    margin: 0;
    margin-inline: -1.4em 0.4em;
    vertical-align: -0.12em;
    accent-color: var(--py-accent);
  }
  .markdown .task > p:first-of-type {
    display: inline;
  }
  .markdown blockquote {
    margin-inline: 0;
    padding-inline-start: calc(var(--py-space) * 3.5);
    border-inline-start: 3px solid var(--py-line-strong);
    color: var(--py-muted);
  }
  .markdown blockquote > * + * {
    margin-block-start: calc(var(--py-space) * 2);
  }
  .markdown hr {
    border: 0;
    border-block-start: 1px solid var(--py-line-strong);
    margin-block: calc(var(--py-space) * 5);
  }
  .inline-code,
  .code pre {
    font-family: var(--py-mono);
    font-variant-ligatures: none;
    letter-spacing: 0;
    tab-size: 2;
  }
  .inline-code {
    padding: 0.12em 0.36em;
    border-radius: 5px;
    font-size: 0.87em;
    background: var(--py-hover);
    unicode-bidi: isolate;
    box-decoration-break: clone;
    -webkit-box-decoration-break: clone;
  }
  .code {
    overflow: hidden;
    border: 1px solid var(--py-line);
    border-radius: var(--py-radius-m);
    background: var(--py-subtle);
  }
  .code figcaption {
    display: flex;
    align-items: center;
    justify-content: space-between;
    min-block-size: 32px;
    padding-inline: 12px 4px;
    font: 500 calc(var(--py-size) * 0.76) / 1 var(--py-mono);
    letter-spacing: 0;
    color: var(--py-muted);
  }
  .table .inline-code {
    white-space: nowrap;
  }
  .code .icon-button {
    inline-size: 26px;
    block-size: 26px;
  }
  .code pre {
    margin: 0;
    padding: 0 12px 11px;
    overflow-x: auto;
    font-size: calc(var(--py-size) * 0.85);
    line-height: 1.6;
    white-space: pre;
    overscroll-behavior-x: contain;
    scrollbar-width: thin;
  }
  .code code {
    font: inherit;
  }
  .code pre:focus-visible,
  .table:focus-visible {
    outline-offset: -2px;
  }
  .table {
    overflow-x: auto;
    border: 1px solid var(--py-line);
    border-radius: var(--py-radius-m);
    scrollbar-width: thin;
    overscroll-behavior-x: contain;
  }
  .table table {
    inline-size: 100%;
    border-collapse: collapse;
    /* In quirks mode a table inherits none of it. */
    font: inherit;
    color: inherit;
    font-size: 0.93em;
    line-height: 1.45;
    overflow-wrap: normal;
  }
  .table :is(th, td) {
    padding: 7px 12px;
    text-align: inherit;
    vertical-align: top;
    min-inline-size: 5em;
  }
  .table th {
    background: var(--py-subtle);
    white-space: nowrap;
  }
  .table tr + tr td,
  .table tbody td {
    border-block-start: 1px solid var(--py-line);
  }
  .table [data-align='center'] {
    text-align: center;
  }
  .table [data-align='right'] {
    text-align: end;
  }
  .math {
    display: block;
    margin-block: calc(var(--py-space) * 2.5);
    padding-block: 2px;
    overflow: auto hidden;
    overscroll-behavior-x: contain;
    scrollbar-width: thin;
    text-align: center;
  }
  .math-source {
    font: 0.9em var(--py-mono);
    white-space: pre-wrap;
  }
  .image-chip {
    display: inline-block;
    max-inline-size: 100%;
    padding: 0.1em 0.6em;
    border: 1px dashed var(--py-line-strong);
    border-radius: var(--py-radius-s);
    font-size: 0.93em;
    text-decoration: none;
    color: var(--py-muted);
  }
`
