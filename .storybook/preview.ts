import type { Preview } from '@storybook/react-vite'
import { ComponentPage } from './pages/ComponentPage.tsx'
import { settled } from './settled.ts'
import { toolbar, viewports } from './toolbar.ts'
import { withSwitches } from './withSwitches.tsx'

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
