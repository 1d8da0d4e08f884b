import type { Setup } from '../fixtures.ts'

const TAG = 'TAG'
const INTO = 'INTO'
const written = (attributes = '') =>
  `<parley-chat data-mode="inline" data-title="Ask our docs" KEY ${attributes}></parley-chat>${TAG}`
/** Pages of a width of 1,000 px that lay an inline chat out, each in its way: the body, and the box of the chat. */
export const inlinePages: [name: string, body: string, box: number[]][] = [
  ['by its style', written('style="height: 600px"'), [0, 0, 1000, 600]],
  ['by a rule', `<style>parley-chat { height: 600px; margin: 0 40px }</style>${written()}`, [40, 0, 920, 600]],
  ['by a rule with paddings', `<style>parley-chat { padding: 10px; width: 500px; height: 400px; box-sizing: border-box }</style>${written()}`, [10, 10, 480, 380]],
  ['smaller than it would be', written('style="height: 250px; width: 300px"'), [0, 0, 300, 250]],
  ['by least sizes', written('style="min-height: 500px; max-width: 700px"'), [0, 0, 700, 500]],
  ['by most sizes', written('style="max-height: 280px"'), [0, 0, 1000, 280]],
  ['not at all', written(), [0, 0, 1000, 320]],
  ['in a column', `<main style="display:flex;flex-direction:column;height:700px"><div style="height:100px"></div>${written('style="flex:1"')}</main>`, [0, 100, 1000, 600]],
  ['by a rule that is about everything', `<style>* { all: unset !important } head, style, script { display: none !important }</style>${written()}`, [0, 0, 1000, 320]],
  ['in a row', `<main style="display:flex;height:500px"><div style="width:100px"></div>${written()}</main>`, [100, 0, 900, 500]],
  ['in a grid', `<main style="display:grid;grid:500px/200px 1fr"><div></div>${written()}</main>`, [200, 0, 800, 500]],
  ['as a block, against its own display', `<style>parley-chat { display: block; height: 450px }</style>${written()}`, [0, 0, 1000, 450]],
  ['as a row, against its own display', `<style>parley-chat { display: flex; height: 450px }</style>${written()}`, [0, 0, 1000, 450]],
  ['by the size of its target', `<div id="here" style="width:400px;height:500px"></div>${INTO}`, [0, 0, 400, 500]],
  ['by a target that is a row', `<div id="here" style="width:400px;height:500px;display:flex"></div>${INTO}`, [0, 0, 400, 500]],
  ['by a target that is a column', `<div id="here" style="width:400px;height:500px;display:flex;flex-direction:column"></div>${INTO}`, [0, 0, 400, 500]],
  ['by a target that is a grid', `<div id="here" style="width:400px;height:500px;display:grid"></div>${INTO}`, [0, 0, 400, 500]],
  ['by a target without a height', `<div id="here" style="width:400px"></div>${INTO}`, [0, 0, 400, 320]],
  ['by a rule and a target', `<style>parley-chat { height: 450px }</style><div id="here" style="width:400px"></div>${INTO}`, [0, 0, 400, 450]],
] // prettier-ignore

/** The page with the chat of this server. */
export const inlinePage = ({ server, tag }: Setup, body: string, style = ''): string =>
  `<style>body { margin: 0; ${style} }</style>` +
  body
    .replace('KEY', `data-publishable-key="${server.publishableKey}"`)
    .replace(TAG, `<script async src="${server.url}/embed/parley.js"></script>`)
    .replace(INTO, tag('data-mode="inline" data-target="#here" data-title="Ask our docs"'))
