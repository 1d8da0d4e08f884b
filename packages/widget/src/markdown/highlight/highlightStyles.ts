import { css } from '../../theme/css.ts'

/**
 * Colours of code, 4.5 : 1 and better on the background of a code block. Only colours: bold or italic letters would be
 * wider than the plain ones they take the place of. Forced colours take all of them away.
 */
export const highlightStyles = css`
  .highlighted {
    --py-code-comment: var(--parley-code-comment, light-dark(#646570, #9a9ba6));
    --py-code-keyword: var(--parley-code-keyword, light-dark(#a11268, #f08fc4));
    --py-code-string: var(--parley-code-string, light-dark(#1a6b36, #8fd6a1));
    --py-code-number: var(--parley-code-number, light-dark(#8f4700, #f0b775));
    --py-code-name: var(--parley-code-name, light-dark(#1c53b8, #92bbff));
    --py-code-type: var(--parley-code-type, light-dark(#5b3fc4, #c0aeff));
  }
  [data-code='comment'] {
    color: var(--py-code-comment);
  }
  [data-code='keyword'] {
    color: var(--py-code-keyword);
  }
  [data-code='string'],
  [data-code='inserted'] {
    color: var(--py-code-string);
  }
  [data-code='number'] {
    color: var(--py-code-number);
  }
  [data-code='name'] {
    color: var(--py-code-name);
  }
  [data-code='type'] {
    color: var(--py-code-type);
  }
  [data-code='deleted'] {
    color: var(--py-code-keyword);
  }
`
