import { useWords } from '../i18n/useWords.ts'

/** Stands above the first message of a day. */
export function DaySeparator({ date }: { date: string }) {
  const { day } = useWords()
  return (
    <p className="day">
      <time dateTime={date}>{day(date)}</time>
    </p>
  )
}
