import type { ComponentProps } from 'react'
import { Icon } from './Icon.tsx'
import type { IconName } from './iconPaths.ts'

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children' | 'aria-label'> {
  icon: IconName
  /** The accessible name, also shown as tooltip. */
  label: string
  size?: number
}

/** A button that shows an icon only. */
export const IconButton = ({ icon, label, size = 20, className = '', ...button }: IconButtonProps) => (
  <button type="button" {...button} className={`icon-button ${className}`} aria-label={label} title={label}>
    <Icon name={icon} size={size} />
  </button>
)
