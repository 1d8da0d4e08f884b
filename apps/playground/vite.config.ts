import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig } from 'vite'
import { serveManual } from './src/serveManual.ts'

export default defineConfig({
  plugins: [react(), serveManual(new URL('../../docs/', import.meta.url))],
  resolve: { conditions: ['parley-source', ...defaultClientConditions] },
  cacheDir: '../../node_modules/.vite-playground',
  appType: 'mpa',
  server: { host: '127.0.0.1', allowedHosts: ['localhost', '127.0.0.1'] },
})
