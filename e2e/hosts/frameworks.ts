import { readFileSync } from 'node:fs'

const read = (path: string) => readFileSync(path, 'utf8')
const style = (path: string) => `<style>${read(path)}</style>`
const script = (path: string) => `<script>${read(path).replaceAll('</script', String.raw`<\/script`)}</script>`
const modules = 'node_modules'

/** What the frameworks of host pages bring, as they are published. */
export const frameworks = {
  bootstrap:
    style(`${modules}/bootstrap/dist/css/bootstrap.min.css`) +
    script(`${modules}/bootstrap/dist/js/bootstrap.bundle.min.js`),
  // Its build puts the fallback of each theme value in its place.
  tailwind: style(`${modules}/tailwindcss/preflight.css`).replace(/--theme\(\s*--[\w-]+,\s*([^)]*)\)/g, '$1'),
  jquery: script(`${modules}/jquery/dist/jquery.min.js`),
  prototype: script('e2e/hosts/prototype-1.7.3.min.js'),
}
