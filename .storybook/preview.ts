import type { Preview } from '@storybook/react-vite'
import { configure } from 'storybook/test'
import { ComponentPage } from './pages/ComponentPage.tsx'
import { settled } from './settled.ts'
import { toolbar, viewports } from './toolbar.ts'
import { withSwitches } from './withSwitches.tsx'

// Stories run as tests on busy machines too.
configure({ asyncUtilTimeout: 25_000 })

const preview: Preview = {
  tags: ['autodocs'],
  globalTypes: toolbar,
  decorators: [withSwitches],
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
