/** `npm run docs:packs`: brings the tables of `projections/rules/packs/README.md` in step with the packs and their coverage. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readRuleFiles, shippedRules } from '@jianwei/services/sentinel/rule-files.ts'
import { readCoverage } from './coverage.ts'
import { withPacksTables } from './packs-tables.ts'

const readme = join(shippedRules(), 'README.md')
const content = { files: await readRuleFiles(shippedRules()), coverage: readCoverage() }
writeFileSync(readme, withPacksTables(readFileSync(readme, 'utf8'), content))
