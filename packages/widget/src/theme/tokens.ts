import { css } from './css.ts'

/**
 * The custom properties that a site may set, on `parley-chat`, on the React host element, on `:root` or on any element around:
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
    --accent: var(--parley-accent, #5b53e0);
    --on-accent: var(--parley-accent-text, #fff);
    --background: var(--parley-background, light-dark(#fff, #16161a));
    --text: var(--parley-text, light-dark(#1b1b21, #ededf2));
    --muted: color-mix(in oklab, var(--text) 64%, var(--background));
    --faint: color-mix(in oklab, var(--text) 46%, var(--background));
    --line: color-mix(in oklab, var(--text) 10%, var(--background));
    --line-strong: color-mix(in oklab, var(--text) 17%, var(--background));
    --subtle: color-mix(in oklab, var(--text) 4%, var(--background));
    --hover: color-mix(in oklab, var(--text) 7%, var(--background));
    --raised: light-dark(#fff, color-mix(in oklab, var(--text) 5%, var(--background)));
    --link: var(--accent);
    --accent-soft: color-mix(in oklab, var(--accent) 11%, var(--background));
    --warning: light-dark(#8a5300, #f3bf6b);
    --warning-soft: color-mix(in oklab, light-dark(#f5a524, #f3a93c) 13%, var(--background));
    --danger: light-dark(#b4232c, #ff8f8f);
    --danger-soft: color-mix(in oklab, light-dark(#e5484d, #e5484d) 12%, var(--background));
    --radius: var(--parley-radius, 18px);
    --radius-m: calc(var(--radius) * 0.67);
    --radius-s: calc(var(--radius) * 0.45);
    --space: calc(4px * var(--parley-density, 1));
    --size: var(--parley-font-size, 15px);
    --small: calc(var(--size) * 0.84);
    --font:
      var(--parley-font, system-ui), -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', Arial, sans-serif;
    --mono:
      var(--parley-font-mono, ui-monospace), SFMono-Regular, 'SF Mono', Menlo, Consolas, 'Liberation Mono', monospace;
    --ease: cubic-bezier(0.2, 0.9, 0.3, 1);
    --shadow:
      0 0 0 1px light-dark(rgb(20 20 40 / 7%), rgb(255 255 255 / 9%)), 0 2px 6px -1px rgb(10 10 30 / 8%),
      0 12px 28px -6px rgb(10 10 30 / 16%), 0 28px 64px -16px rgb(10 10 30 / 24%);

    color-scheme: light dark;
    font: 400 var(--size) / 1.55 var(--font);
    letter-spacing: -0.006em;
    color: var(--text);
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
      --on-accent: var(--parley-accent-text, oklch(from var(--accent) clamp(0, (0.6 - l) * 1000, 1) 0 0));
      --link: light-dark(
        oklch(from var(--accent) min(l, 0.53) c h),
        oklch(from var(--accent) max(l, 0.76) min(c, 0.14) h)
      );
    }
  }
`
