import { expect, it } from 'vitest'
import { withoutMarkers } from './withoutMarkers.ts'

it.each([
  ['Use **three** lines, `code` and _words_.', 'Use three lines, code and words.'],
  ['See [the guide](https://a.example/x).', 'See the guide.'],
  ['Paste: ```html <script></script> ``` done', 'Paste: <script></script> done'],
  ['## Title > quoted - [x] done', 'Title quoted - done'],
  ['| a | b | |---|---| | 1 | 2 |', 'a b 1 2'],
  ['snake_case stays, a < b > c', 'snake_case stays, a < b c'],
  ['$$x^2$$ costs $5', 'x^2 costs $5'],
])('%j is listed as %j', (text, shown) => expect(withoutMarkers(text)).toBe(shown))
