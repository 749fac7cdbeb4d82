/**
 * `npm run docs:packs`: brings the tables of `projections/rules/packs/README.md` in step with the
 * packs and their coverage.
 */
import { readCommandLine } from '#/command-line.ts'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readRuleFiles, shippedRules } from '@jianwei/services/rules/rule-files.ts'
import { readCoverage } from './coverage.ts'
import { withPacksTables } from './packs-tables.ts'

readCommandLine({
  call: 'npm run docs:packs --',
  does: 'Brings the tables of projections/rules/packs/README.md in step with the packs.',
})

const readme = join(shippedRules(), 'README.md')
const content = { files: await readRuleFiles(shippedRules()), coverage: readCoverage() }
writeFileSync(readme, withPacksTables(readFileSync(readme, 'utf8'), content))
