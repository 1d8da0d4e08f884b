import { expect, it } from 'vitest'
import { leastCost } from '../../tests/leastCost.ts'
import { speechOf } from './speechOf.ts'

it.each([
  ['Plain words.', 'Plain words.'],
  ['# Title\n\nSome **bold**, *soft* and ~~old~~ `code`.', 'Title Some bold, soft and old code.'],
  ['- one\n- [x] two\n  * three', 'one two three'],
  ['See [the guide](https://a.example/x) ![a picture](https://b.example/y.png).', 'See the guide a picture.'],
  ['Then:\n\n```ts\nconst a = 1\n```\n\ndone', 'Then: (code) done'],
  ['```\nopen to the end', '(code)'],
  ['So $$x^2$$ costs $5', 'So x^2 costs $5'],
  ['| a | b |\n|---|---|\n| 1 | 2 |', 'a, b, 1, 2,'],
  ['> said\n\n---\n\nsnake_case 2 * 3', 'said snake_case 2 * 3'],
])('%j is spoken as %j', (text, spoken) => expect(speechOf(text, 'code')).toBe(spoken))

it('is short, and quick for any text', () => {
  for (const unit of ['a ', '*', '```', '[', '[a](', '|', '\n', '~', '> ', '# ', '`a']) {
    const text = unit.repeat(20_000)
    expect(speechOf(text, 'code').length).toBeLessThanOrEqual(600)
    expect(leastCost(() => speechOf(text, 'code'), 500)).toBeLessThan(500)
  }
})
