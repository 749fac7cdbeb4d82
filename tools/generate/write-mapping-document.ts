/**
 * `npm run docs:mappings`: writes the JSON Schema of mappings for editors, and the tables of keys
 * in docs/mappings.md.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { MAPPING_SCHEMA_FILE } from '@jianwei/services/intake/mapping/mapping-schema.ts'
import { readCommandLine } from '#/command-line.ts'
import { MAPPING_DOCUMENT, mappingSchemaText, withKeyTables } from '#/generate/mapping-document.ts'

readCommandLine({
  call: 'npm run docs:mappings --',
  does: 'Writes docs/mapping.schema.json, for editors, and the tables of keys in docs/mappings.md.',
})

writeFileSync(MAPPING_SCHEMA_FILE, mappingSchemaText())
writeFileSync(MAPPING_DOCUMENT, withKeyTables(readFileSync(MAPPING_DOCUMENT, 'utf8')))
