/**
 * `npm run docs:rules`: writes the JSON Schema of rules for editors, in step with the catalogue and
 * the kinds.
 */
import { readCommandLine } from '#/command-line.ts'
import { writeFileSync } from 'node:fs'
import { RULE_SCHEMA_FILE, ruleSchemaText } from '#/generate/rule-schema-file.ts'

readCommandLine({
  call: 'npm run docs:rules --',
  does: 'Writes the JSON Schema of rules, for editors.',
})

writeFileSync(RULE_SCHEMA_FILE, ruleSchemaText())
