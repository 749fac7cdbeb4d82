/** `npm run docs:settings`: writes `docs/settings.md` from the definitions of the settings. */
import { readCommandLine } from '#/command-line.ts'
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { settingsDocument } from '@jianwei/services/composition/settings-document.ts'

readCommandLine({
  call: 'npm run docs:settings --',
  does: 'Writes docs/settings.md from the definitions of the settings.',
})

const document = fileURLToPath(new URL('../../docs/settings.md', import.meta.url))
mkdirSync(new URL('.', `file://${document}`), { recursive: true })
writeFileSync(document, settingsDocument())
