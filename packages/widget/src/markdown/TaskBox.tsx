import { useWords } from '../i18n/useWords.ts'

/** The box of a task list's item; it shows a state and takes no input. */
export function TaskBox({ done }: { done: boolean }) {
  const { words } = useWords()
  return <input type="checkbox" checked={done} disabled readOnly aria-label={done ? words.taskDone : words.taskOpen} />
}
