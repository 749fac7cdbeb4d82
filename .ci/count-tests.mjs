// Adds up the JSON reports of all test runs; prints which tests were skipped; ends with the
// counting line.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const folder = process.argv[2]
const counts = { passed: 0, failed: 0, skipped: 0 }
for (const file of readdirSync(folder)) {
  const report = JSON.parse(readFileSync(join(folder, file), 'utf8'))
  for (const { assertionResults, name } of report.testResults) {
    for (const { status, fullName } of assertionResults) {
      if (status === 'passed') counts.passed++
      else if (status === 'failed') counts.failed++
      else {
        counts.skipped++
        console.log(`skipped: ${name}: ${fullName}`)
      }
    }
  }
}
if (counts.passed === 0) counts.failed++
process.exitCode = counts.failed > 0 ? 1 : 0
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
