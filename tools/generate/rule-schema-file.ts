import { fileURLToPath } from 'node:url'
import { ruleJsonSchema } from '@jianwei/projections/rules/rule-schema.ts'

export const RULE_SCHEMA_FILE = fileURLToPath(
  new URL('../../projections/rules/rule.schema.json', import.meta.url),
)

export function ruleSchemaText(): string {
  return `${JSON.stringify(ruleJsonSchema(), undefined, 2)}\n`
}
