import { Command } from 'commander'
import { backtestCommand } from '#/cli/backtest.ts'
import { clockCommand } from '#/cli/clock.ts'
import { deadLettersCommand } from '#/cli/dead-letters.ts'
import { fileProblem } from '#/cli/file-problem.ts'
import { importCommand } from '#/cli/import.ts'
import { logCommand } from '#/cli/log.ts'
import { migrateLogCommand } from '#/cli/migrate-log.ts'
import { quarantineCommand } from '#/cli/quarantine.ts'
import { rebuildCommand } from '#/cli/rebuild.ts'
import { ruleCommand } from '#/cli/rule.ts'
import { scoreCommand } from '#/cli/score.ts'
import { settingsCommand } from '#/cli/settings.ts'
import { startCommand } from '#/cli/start.ts'
import { describedSettings } from '#/composition/described-settings.ts'
import { ConfigRefused } from '#/settings.ts'
import { unknownSettings, wordsOfUnknown } from '#/composition/unknown-settings.ts'

/** Refusals that are told in one line; anything else is a bug and shows its stack. */
const EXPECTED = new Set([
  'MappingRefused',
  'MappingUnknown',
  'FileRefused',
  'FileDamaged',
  'LogFileRefused',
  'LogLost',
  'EventUnreadable',
  'WarehouseError',
  'WarehouseUnreadable',
  'WarehouseLocked',
  'WarehouseNewer',
  'TableChanged',
  'RulesRefused',
  'RuleRefused',
  'RuleTestsFailed',
  'RuleVersionUnknown',
  'RuleContentLocked',
  'RuleStepRefused',
  'RuleVersionRetired',
  'RequestFailed',
  'ScoreRefused',
  'LogUnavailable',
  'LogRefused',
  'TargetNotEmpty',
  'BusUnavailable',
  'BusRefused',
  'CheckpointConflict',
  'Stopped',
  'BacktestRefused',
  'FolderInUse',
  'QueryAborted',
  'ClockNotTrusted',
  'CorrectionRefused',
])

const program = new Command('jianwei')
  .description('Jianwei 见微: risk monitoring over an event log')
  .addCommand(startCommand())
  .addCommand(importCommand())
  .addCommand(ruleCommand())
  .addCommand(quarantineCommand())
  .addCommand(deadLettersCommand())
  .addCommand(backtestCommand())
  .addCommand(rebuildCommand())
  .addCommand(logCommand())
  .addCommand(clockCommand())
  .addCommand(migrateLogCommand())
  .addCommand(scoreCommand())
  .addCommand(settingsCommand())
  .showHelpAfterError()

const known = describedSettings.map(({ name }) => name)
for (const one of unknownSettings(process.env, known)) console.error(`Warning: ${wordsOfUnknown(one)}`)

try {
  await program.parseAsync()
} catch (error) {
  console.error(messageOf(error))
  process.exitCode = 1
}

function messageOf(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  if (error instanceof ConfigRefused || EXPECTED.has(error.name)) return error.message
  return fileProblem(error) ?? error.stack
}
