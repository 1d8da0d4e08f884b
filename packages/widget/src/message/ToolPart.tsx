import type { Part } from '@parley/hooks'
import { fillWords } from '../i18n/createWords.ts'
import { useWords } from '../i18n/useWords.ts'
import { Icon } from '../theme/Icon.tsx'
import { formatData } from './formatData.ts'

type Tool = Extract<Part, { toolCallId: string }>

/** A tool that the assistant used: its name and state, its input and output on demand. */
export function ToolPart({ part }: { part: Tool }) {
  const { words } = useWords()
  const name = part.type.slice('tool-'.length).replace(/[_-]+/g, ' ')
  const failed = part.state === 'output-error'
  const done = failed || part.state === 'output-available'
  return (
    <details className="disclosure" data-active={!done || undefined} data-state={part.state}>
      <summary>
        <Icon name={failed ? 'alert' : 'tool'} size={16} />
        <span>{fillWords(done ? words.tool : words.toolRunning, { name })}</span>
        {failed && <span>· {words.toolFailed}</span>}
        <Icon name="chevron" size={16} />
      </summary>
      <div className="disclosure-body" dir="ltr">
        {formatData(part.errorText ?? part.output ?? part.input)}
      </div>
    </details>
  )
}
