import { ArgTypes, Markdown, Primary, Stories, Title, useOf } from '@storybook/addon-docs/blocks'
import { notes } from './notes.ts'

const [tokens = ''] = Object.values(
  import.meta.glob<string>('../../packages/widget/src/theme/tokens.ts', {
    eager: true,
    query: '?raw',
    import: 'default',
  }),
)

/** The table in the comment of `tokens.ts`, its only home. */
const properties = [...tokens.matchAll(/^ \* (\|.*\|)$/gm)].map(([, row]) => row).join('\n')

const table = (head: string, rows: readonly (readonly string[])[]): string =>
  [head, head.replaceAll(/[^|]+/g, '---'), ...rows.map(row => `| ${row.join(' | ')} |`)].join('\n')

/** The page of a component: what it is, its states, its props from the types, and what the types cannot tell. */
export function ComponentPage() {
  const { preparedMeta } = useOf('meta', ['meta'])
  const { component, about, data, accessibility } = notes[preparedMeta.parameters.docs.of]
  return (
    <>
      <Title />
      <Markdown>{about}</Markdown>
      <Primary />
      <Markdown>## Props</Markdown>
      <ArgTypes of={component} />
      <Markdown>{`## State in CSS

${table(
  '| attribute | values | |',
  data.map(([name, values, text]) => [`\`${name}\``, values, text]),
)}

## Custom properties

Set them on the host element or on any element around it.

${properties}

## Accessibility

${accessibility.map(note => `- ${note}`).join('\n')}`}</Markdown>
      <Stories title="States" />
    </>
  )
}
