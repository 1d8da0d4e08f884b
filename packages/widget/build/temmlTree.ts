// Temml without what writes markup, searches pages and numbers equations: a fifth of it. The same call as in `temml`.
// @ts-expect-error -- the source has no types
import buildMathML from 'temml/src/buildMathML.js'
// @ts-expect-error -- as above
import { StyleLevel } from 'temml/src/constants.js'
// @ts-expect-error -- as above
import parseTree from 'temml/src/parseTree.js'
// @ts-expect-error -- as above
import Settings from 'temml/src/Settings.js'
// @ts-expect-error -- as above
import Style from 'temml/src/Style.js'

// oxlint-disable-next-line no-underscore-dangle -- the name that the library has for it
function __renderToMathMLTree(expression: string, options: object): unknown {
  const settings = new Settings(options)
  const level = settings.displayMode ? StyleLevel.DISPLAY : StyleLevel.TEXT
  return buildMathML(
    parseTree(expression, settings),
    expression,
    new Style({ level, maxSize: settings.maxSize }),
    settings,
  )
}

export default { __renderToMathMLTree }
