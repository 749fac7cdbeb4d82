import { defineConfig } from 'i18next-cli'

/** What `npm run messages` checks: nothing missing, nothing unused, no text outside the files. */
export default defineConfig({
  locales: ['zh', 'en'],
  extract: {
    input: ['src/**/*.{ts,tsx}'],
    output: 'src/language/{{language}}/{{namespace}}.json',
    defaultNS: 'app',
    keySeparator: '.',
    nsSeparator: ':',
    removeUnusedKeys: true,
    sort: true,
  },
})
