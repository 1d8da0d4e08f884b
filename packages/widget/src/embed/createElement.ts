/** Creates an element of the page's own document. */
export function createElement<Element extends HTMLElement>(
  name: string,
  properties?: Partial<Element>,
  ...children: (Node | string)[]
): Element {
  const element = Object.assign(document.createElement(name), properties) as unknown as Element
  element.append(...children)
  return element
}

const svg = 'http://www.w3.org/2000/svg'

/** An icon built in code: a policy may forbid images, and markup as text needs a trusted type. */
export function createIcon(path: string): SVGElement {
  const icon = document.createElementNS(svg, 'svg')
  const shape = document.createElementNS(svg, 'path')
  icon.setAttribute('viewBox', '0 0 24 24')
  shape.setAttribute('d', path)
  icon.append(shape)
  return icon
}
