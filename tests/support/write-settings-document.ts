/** `npm run docs:settings`: writes `docs/settings.md` from the definitions of the settings. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { settingsDocument } from '@jianwei/services/composition/settings-document.ts'

const document = fileURLToPath(new URL('../../docs/settings.md', import.meta.url))
mkdirSync(new URL('.', `file://${document}`), { recursive: true })
writeFileSync(document, settingsDocument())
