/** Creates an element of the page's own document. */
export function createElement<T extends HTMLElement = HTMLElement>(
  name: string,
  attributes: Record<string, string> = {},
  ...children: Node[]
): T {
  const element = document.createElement(name)
  for (const key in attributes) element.setAttribute(key, attributes[key]!)
  element.append(...children)
  return element as T
}

/** An icon built in code: a policy may forbid images, and markup as text needs a trusted type. */
export function createIcon(path: string): SVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  const shape = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('fill', 'currentColor')
  svg.setAttribute('aria-hidden', 'true')
  shape.setAttribute('d', path)
  svg.append(shape)
  return svg
}
