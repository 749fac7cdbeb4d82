/** `npm run docs:rules`: writes the JSON Schema of rules for editors, in step with the catalogue and the kinds. */
import { writeFileSync } from 'node:fs'
import { RULE_SCHEMA_FILE, ruleSchemaText } from '#/support/rules/rule-schema-file.ts'

writeFileSync(RULE_SCHEMA_FILE, ruleSchemaText())
