import { defineConfig } from 'i18next-cli'
import { usedKeys } from './used-keys.ts'

/**
 * What `npm run messages` checks: nothing unused, no text outside the files. That nothing is
 * missing the compiler says, which knows all keys in both languages.
 */
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
    preservePatterns: [...usedKeys()],
  },
  // Numbers, names and marks stand beside texts; a sentence is one text.
  lint: { checkConcatenation: 'off' },
})
