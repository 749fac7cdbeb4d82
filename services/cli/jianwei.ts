import { Command } from 'commander'
import { accountCommand } from '#/cli/account.ts'
import { alertCommand } from '#/cli/alert.ts'
import { backtestCommand } from '#/cli/backtest.ts'
import { backupCommand } from '#/cli/backup.ts'
import { calendarCommand } from '#/cli/calendar.ts'
import { clockCommand } from '#/cli/clock.ts'
import { deadLettersCommand } from '#/cli/dead-letters.ts'
import { doctorCommand } from '#/cli/doctor.ts'
import { dutyCommand } from '#/cli/duty.ts'
import { failureOf } from '#/cli/failure.ts'
import { importCommand } from '#/cli/import.ts'
import { keyCommand, topicCommand } from '#/cli/key.ts'
import { logCommand } from '#/cli/log.ts'
import { makeSecretsCommand } from '#/cli/make-secrets.ts'
import { mappingCommand } from '#/cli/mapping.ts'
import { migrateLogCommand } from '#/cli/migrate-log.ts'
import { quarantineCommand } from '#/cli/quarantine.ts'
import { rebuildCommand } from '#/cli/rebuild.ts'
import { regionCommand } from '#/cli/region.ts'
import { auditCommand } from '#/cli/audit.ts'
import { authorityCommand } from '#/cli/authority.ts'
import { routingCommand } from '#/cli/routing.ts'
import { ruleCommand } from '#/cli/rule.ts'
import { said } from '#/cli/said.ts'
import { scoreCommand } from '#/cli/score.ts'
import { settingsCommand } from '#/cli/settings.ts'
import { limitsCommand } from '#/cli/limits.ts'
import { silenceCommand } from '#/cli/silence.ts'
import { sourceCommand } from '#/cli/source.ts'
import { startCommand } from '#/cli/start.ts'
import { tokenCommand } from '#/cli/token.ts'
import { unitCommand } from '#/cli/unit.ts'
import { describedSettings, variablesOf } from '#/composition/described-settings.ts'
import { unknownSettings, wordsOfUnknown } from '#/settings/unknown-settings.ts'

const program = new Command('jianwei')
  .description('Jianwei 见微: risk monitoring over an event log')
  .addCommand(startCommand())
  .addCommand(importCommand())
  .addCommand(mappingCommand())
  .addCommand(ruleCommand())
  .addCommand(alertCommand())
  .addCommand(silenceCommand())
  .addCommand(sourceCommand())
  .addCommand(unitCommand())
  .addCommand(regionCommand())
  .addCommand(limitsCommand())
  .addCommand(calendarCommand())
  .addCommand(dutyCommand())
  .addCommand(authorityCommand())
  .addCommand(routingCommand())
  .addCommand(quarantineCommand())
  .addCommand(deadLettersCommand())
  .addCommand(backtestCommand())
  .addCommand(auditCommand())
  .addCommand(rebuildCommand())
  .addCommand(logCommand())
  .addCommand(clockCommand())
  .addCommand(migrateLogCommand())
  .addCommand(backupCommand())
  .addCommand(scoreCommand())
  .addCommand(tokenCommand())
  .addCommand(accountCommand())
  .addCommand(keyCommand())
  .addCommand(topicCommand())
  .addCommand(makeSecretsCommand())
  .addCommand(settingsCommand())
  .addCommand(doctorCommand())
  .showHelpAfterError()
  .addHelpText(
    'after',
    '\nEnds with 0 when it is done, 1 when it was refused (the message says what to do), and 70\n' +
      'when the program has a fault (the stack says where). What takes many things, such as an\n' +
      'import, ends with 3 when some of them were refused, and 4 when none was taken. Refusals\n' +
      'are told in Chinese where LC_ALL, LC_MESSAGES or LANG asks for it.',
  )

for (const one of unknownSettings(process.env, variablesOf(describedSettings)))
  console.error(`Warning: ${wordsOfUnknown(one)}`)

try {
  await program.parseAsync()
} catch (error) {
  const { message, exitCode } = failureOf(error)
  console.error(said(message))
  process.exitCode = exitCode
}
