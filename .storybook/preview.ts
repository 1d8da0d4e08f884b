import type { Preview } from '@storybook/react-vite'
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
    backgrounds: { disable: true },
    viewport: { options: viewports },
    options: {
      storySort: { order: ['Start here', 'Journeys', 'Cassettes', 'Chat widget', 'Chat panel', '*', 'Hooks'] },
    },
  },
}

export default preview
