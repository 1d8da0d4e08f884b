import { iconPaths, type IconName } from './iconPaths.ts'

/** A decorative line icon in the colour of the text; the control around it carries the name. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" width={size} height={size} aria-hidden="true" data-icon={name}>
      <path d={iconPaths[name as keyof typeof iconPaths] ?? name} />
    </svg>
  )
}
