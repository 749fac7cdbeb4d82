import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { compressedFiles } from './compressed-files.ts'

/** The oldest kernel of office browsers; `old-browser.js` tells everybody below. */
const FLOOR = 'chrome86'

/** The server that `npm run dev` asks. */
const SERVER = process.env['JIANWEI_URL'] ?? 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [react(), compressedFiles()],
  build: {
    // The server puts it in the place of what it sends, once it is whole.
    outDir: 'dist/made',
    target: FLOOR,
    cssTarget: FLOOR,
    // What a page needs is fetched with it; the polyfill of the preload would be one more script.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1_500,
    manifest: true,
    rolldownOptions: {
      output: {
        // In few files: each is a request, which a small machine feels.
        codeSplitting: {
          groups: [{ name: 'first', tags: ['$initial'] }],
        },
      },
    },
  },
  worker: { format: 'es' },
  server: {
    host: '127.0.0.1',
    // The server takes steps from its own pages alone, so its own name is said.
    proxy: { '/v1': { target: SERVER, changeOrigin: true, headers: { origin: SERVER } } },
  },
})
