import { expect, it } from 'vitest'
import { panelStyles } from './panelStyles.ts'
import { fillsWindow } from './useVisualViewport.ts'

it('the styles fill the same windows as the code that keeps the focus inside', () => {
  expect(panelStyles).toContain(`@media ${fillsWindow} {`)
})
