import { Markdown } from '@storybook/addon-docs/blocks'
import reference from '../../packages/hooks/REFERENCE.md?raw'

/** The section of an export in the reference, which is made from the types; links lead into the same reference. */
function sectionOf(name: string): string {
  const [, section = ''] = new RegExp(`\\n### ${name}(?:\\(\\))?\\n([^]*?)(?=\\n#{2,3} |$)`).exec(reference) ?? []
  if (section === '') throw new TypeError(`The reference has no section "${name}". Run \`npm run generate\`.`)
  return section.replaceAll(/^#{4,}/gm, '###').replaceAll(/\[([^\]]+)\]\(#[^)]*\)/g, '$1')
}

export interface HookPageProps {
  name: string
  /** The type of the result, where it has a section of its own. */
  result?: string
  /** The states that a person can see, and the stories that show them. */
  states: string
  accessibility: string
}

/** The page of a hook: what it is, its states, its arguments and results from the types, and what a screen must say. */
export const HookPage = ({ name, result, states, accessibility }: HookPageProps) => (
  <Markdown>{`# ${name}
${sectionOf(name)}
${result ? sectionOf(result) : ''}

## States

${states}

## Accessibility

${accessibility}`}</Markdown>
)
