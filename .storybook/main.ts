import type { StorybookConfig } from '@storybook/react-vite'
import { defaultClientConditions } from 'vite'

const config: StorybookConfig = {
  stories: ['./pages/**/*.mdx', '../packages/*/src/**/*.stories.tsx', '../apps/*/src/**/*.stories.tsx'],
  addons: ['@storybook/addon-docs', '@storybook/addon-a11y', '@storybook/addon-vitest'],
  framework: '@storybook/react-vite',
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
  // Without one, browsers ask the root of the server for it.
  previewHead: head => `${head}<link rel="icon" href="./favicon.svg" />`,
  viteFinal: config => ({
    ...config,
    base: './',
    resolve: { ...config.resolve, conditions: ['parley-source', ...defaultClientConditions] },
  }),
}

export default config
