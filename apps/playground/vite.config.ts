import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig } from 'vite'
import { refusedOrigin } from './src/refusedOrigin.ts'
import { serveMarkdown } from './src/serveMarkdown.ts'
import { siteParts } from './src/siteParts.ts'

const at = (path: string) => new URL(path, import.meta.url)

export default defineConfig({
  plugins: [
    react(),
    siteParts(),
    refusedOrigin(process.env.VITE_PARLEY_REFUSED_PORT),
    serveMarkdown({ path: 'docs', folder: at('../../docs/'), frame: at('manual.html') }),
    serveMarkdown({ path: 'shop', folder: at('shop/'), frame: at('shop-page.html') }),
  ],
  resolve: { conditions: ['parley-source', ...defaultClientConditions] },
  cacheDir: '../../node_modules/.vite-playground',
  appType: 'mpa',
  server: {
    host: '127.0.0.1',
    allowedHosts: ['localhost', '127.0.0.1'],
    // Vite listens for changes on its own port only.
    hmr: { clientPort: Number(process.env.VITE_PARLEY_DEMO_PORT) || undefined },
  },
})
