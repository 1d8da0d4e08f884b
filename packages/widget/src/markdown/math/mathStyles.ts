import { css } from '../../theme/css.ts'

/** What MathML needs of CSS. After Temml's own style sheet, without its font and its images. */
export const mathStyles = css`
  math {
    font-family:
      'Cambria Math', 'STIX Two Math', 'STIXTwoMath-Regular', 'Latin Modern Math', 'NotoSansMath-Regular', math;
    font-size: 1.08em;
    font-style: normal;
    font-weight: normal;
    line-height: normal;
    letter-spacing: normal;
    overflow-wrap: normal;
    text-indent: 0;
    direction: ltr;
  }
  math * {
    border-color: currentcolor;
  }
  math[display='inline'],
  math:not([display]) {
    display: inline-flex;
    flex-wrap: wrap;
    align-items: baseline;
    max-inline-size: 100%;
    /* No scrolling box: it would lose its base line. Long formulas have a box around them. */
    overflow: clip;
    overflow-clip-margin: 0.4em;
  }
  math[display='block'] {
    display: block math;
  }
  mfrac > :nth-child(2),
  msqrt,
  mover > :first-child {
    math-shift: compact;
  }
  .tml-right {
    text-align: -webkit-right;
    text-align: right;
  }
  .tml-left {
    text-align: -webkit-left;
    text-align: left;
  }
  mtable.tml-jot > mtr > mtd {
    padding-block: 0.7ex;
  }
  mtable.tml-small mtd {
    padding-block: 0.35ex;
  }
  menclose {
    position: relative;
  }
  .tml-fbox {
    padding: 3pt;
    border: 1px solid;
  }
  .tml-overline {
    padding-block-start: 0.1em;
    border-block-start: 0.065em solid;
  }
  .tml-underline {
    padding-block-end: 0.1em;
    border-block-end: 0.065em solid;
  }
  .tml-cancel {
    display: inline-block;
    position: absolute;
    inset-inline-start: 0.5px;
    inset-block-end: 0;
    inline-size: 100%;
    block-size: 100%;
    background: currentcolor;
  }
  .upstrike {
    clip-path: polygon(0.05em 100%, 0 calc(100% - 0.05em), calc(100% - 0.05em) 0, 100% 0.05em);
  }
  .downstrike {
    clip-path: polygon(0 0.05em, 0.05em 0, 100% calc(100% - 0.05em), calc(100% - 0.05em) 100%);
  }
  .sout {
    clip-path: polygon(
      0 calc(55% + 0.033em),
      0 calc(55% - 0.033em),
      100% calc(55% - 0.033em),
      100% calc(55% + 0.033em)
    );
  }
  .tml-xcancel {
    clip-path: polygon(
      0.05em 0,
      0 0.05em,
      calc(50% - 0.05em) 50%,
      0 calc(100% - 0.05em),
      0.05em 100%,
      50% calc(50% + 0.05em),
      calc(100% - 0.05em) 100%,
      100% calc(100% - 0.05em),
      calc(50% + 0.05em) 50%,
      100% 0.05em,
      calc(100% - 0.05em) 0,
      50% calc(50% - 0.05em)
    );
  }
  @media (forced-colors: active) {
    .tml-cancel {
      background: CanvasText;
    }
  }
`
