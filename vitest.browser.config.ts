import { defineConfig } from 'vitest/config'

/** Tests that drive a real browser: `npm run test:browser`. They need Chromium (Debian package `chromium`, or CHROMIUM_PATH). */
export default defineConfig({
  test: {
    include: ['tests/browser/**/*.browser.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 900_000,
    hookTimeout: 900_000,
  },
})
