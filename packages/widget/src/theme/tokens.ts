import { css } from './css.ts'

/**
 * The custom properties that a site may set, on `parley-chat`, on the React host element, on `:root` or on any element
 * around. Lengths have a unit, also `0px`. Colours are for both schemes, by `light-dark()`, or the theme is set to one:
 *
 * | property                   | default                       |                                                     |
 * |----------------------------|-------------------------------|-----------------------------------------------------|
 * | `--parley-accent`          | `#5b53e0`                     | launcher, own messages, links, focus                |
 * | `--parley-accent-text`     | black or white, by contrast   | text on the accent                                  |
 * | `--parley-background`      | white / near black            | the panel                                           |
 * | `--parley-text`            | near black / near white       | text                                                |
 * | `--parley-font`            | the system's own              | font family                                         |
 * | `--parley-font-mono`       | the system's own              | font family of code                                 |
 * | `--parley-font-size`       | `15px`                        | text of messages; all else follows                  |
 * | `--parley-radius`          | `18px`                        | corners of the panel; all else follows              |
 * | `--parley-density`         | `1`                           | factor for spacing, `0.8` is compact                |
 * | `--parley-width`           | `400px`                       | width of the floating panel                         |
 * | `--parley-height`          | `660px`                       | height of the floating panel, at most the window    |
 * | `--parley-offset`          | `20px`                        | distance of the launcher from the window's edges    |
 * | `--parley-launcher-size`   | `56px`                        | diameter of the launcher                            |
 * | `--parley-z-index`         | the highest                   | where the browser has no top layer                  |
 */
export const tokens = css`
  .parley {
    /* Nothing of the page is inherited. */
    all: initial;
    visibility: inherit;
    display: block;
    /* Of ours alone: a property that the page has registered by @property is registered in here, too. */
    --py-accent: var(--parley-accent, #5b53e0);
    --py-on-accent: var(--parley-accent-text, #fff);
    --py-background: var(--parley-background, light-dark(#fff, #16161a));
    --py-text: var(--parley-text, light-dark(#1b1b21, #ededf2));
    --py-muted: color-mix(in oklab, var(--py-text) 64%, var(--py-background));
    --py-faint: color-mix(in oklab, var(--py-text) 46%, var(--py-background));
    --py-line: color-mix(in oklab, var(--py-text) 10%, var(--py-background));
    --py-line-strong: color-mix(in oklab, var(--py-text) 17%, var(--py-background));
    --py-subtle: color-mix(in oklab, var(--py-text) 4%, var(--py-background));
    --py-hover: color-mix(in oklab, var(--py-text) 7%, var(--py-background));
    --py-raised: light-dark(#fff, color-mix(in oklab, var(--py-text) 5%, var(--py-background)));
    --py-link: var(--py-accent);
    --py-accent-soft: color-mix(in oklab, var(--py-accent) 11%, var(--py-background));
    --py-warning: light-dark(#8a5300, #f3bf6b);
    --py-warning-soft: color-mix(in oklab, light-dark(#f5a524, #f3a93c) 13%, var(--py-background));
    --py-danger: light-dark(#b4232c, #ff8f8f);
    --py-danger-soft: color-mix(in oklab, light-dark(#e5484d, #e5484d) 12%, var(--py-background));
    --py-radius: var(--parley-radius, 18px);
    --py-radius-m: calc(var(--py-radius) * 0.67);
    --py-radius-s: calc(var(--py-radius) * 0.45);
    --py-space: calc(4px * var(--parley-density, 1));
    --py-size: var(--parley-font-size, 15px);
    --py-small: calc(var(--py-size) * 0.84);
    --py-font:
      var(--parley-font, system-ui), -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', Arial, sans-serif;
    --py-mono:
      var(--parley-font-mono, ui-monospace), SFMono-Regular, 'SF Mono', Menlo, Consolas, 'Liberation Mono', monospace;
    --py-ease: cubic-bezier(0.2, 0.9, 0.3, 1);
    --py-shadow:
      0 0 0 1px light-dark(rgb(20 20 40 / 7%), rgb(255 255 255 / 9%)), 0 2px 6px -1px rgb(10 10 30 / 8%),
      0 12px 28px -6px rgb(10 10 30 / 16%), 0 28px 64px -16px rgb(10 10 30 / 24%);

    color-scheme: light dark;
    font: 400 var(--py-size) / 1.55 var(--py-font);
    letter-spacing: -0.006em;
    color: var(--py-text);
    text-align: start;
    -webkit-font-smoothing: antialiased;
    -webkit-text-size-adjust: 100%;
    -webkit-tap-highlight-color: transparent;
    overflow-wrap: anywhere;
    -webkit-user-select: text;
    user-select: text;
  }
  .parley[data-theme='light'] {
    color-scheme: light;
  }
  .parley[data-theme='dark'] {
    color-scheme: dark;
  }
  @supports (color: oklch(from red l c h)) {
    .parley {
      --py-on-accent: var(--parley-accent-text, oklch(from var(--py-accent) calc((0.58 - l) * 999) 0 0 / 1));
      --py-link: light-dark(
        oklch(from var(--py-accent) min(l, 0.5) c h),
        oklch(from var(--py-accent) max(l, 0.76) min(c, 0.14) h)
      );
    }
  }
`
