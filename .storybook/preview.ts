import type { Preview } from '@storybook/react-vite'
import { configure } from 'storybook/test'
import { ComponentPage } from './pages/ComponentPage.tsx'
import { settled } from './settled.ts'
import { toolbar, viewports } from './toolbar.ts'
import { withSwitches } from './withSwitches.tsx'

// Stories run as tests on busy machines too.
configure({ asyncUtilTimeout: 25_000 })

/**
 * Storybook's renderer tells React that waiting is outside of tests, also while a render in `act` still goes on, of
 * which React then complains into the console hundreds of times. Only what it waits for at the end is kept.
 */
async function waitQuietly(callback: () => Promise<unknown>): Promise<unknown> {
  const result = await callback()
  await new Promise(resolve => setTimeout(resolve, 0))
  return result
}

const preview: Preview = {
  tags: ['autodocs'],
  globalTypes: toolbar,
  decorators: [withSwitches],
  // After the renderer's own.
  beforeAll: () => configure({ asyncWrapper: waitQuietly as (callback: never) => never }),
  afterEach: settled,
  parameters: {
    layout: 'centered',
    a11y: { test: 'error' },
    docs: { page: ComponentPage },
    backgrounds: { disable: true },
    viewport: { options: viewports },
    options: {
      storySort: {
        order: [
          'Start here',
          'Journeys',
          ['Visitors', 'Trouble', 'Places', 'Backends'],
          'Cassettes',
          'Chat widget',
          'Chat panel',
          '*',
          'Hooks',
        ],
      },
    },
  },
}

export default preview
