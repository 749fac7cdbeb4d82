import { Command } from 'commander'
import {
  holdsUp,
  type CheckEngine,
  type EngineFinding,
} from '@jianwei/events/ports/engine-check.ts'
import { jsonLinesLogger } from '@jianwei/infra/runtime/logger.ts'
import { systemClock } from '@jianwei/infra/runtime/clock.ts'
import { configOf, dataOption, type DataOption } from '#/cli/data-option.ts'
import { exitCodeOf } from '#/cli/exit-codes.ts'
import { busCheck, logCheck, warehouseCheck } from '#/composition/engine-checks.ts'
import { languageOfTerminal, type Language } from '#/language/language.ts'
import { inLanguage } from '#/language/translation.ts'

/** How a line begins, by what was found. */
const MARKS: Readonly<Record<Language, Readonly<Record<EngineFinding['verdict'], string>>>> = {
  en: { fine: 'ok     ', advice: 'advice ', away: 'AWAY   ', missing: 'MISSING' },
  zh: { fine: '正常', advice: '提示', away: '无应答', missing: '缺少' },
}

export function doctorCommand(): Command {
  return new Command('doctor')
    .description(
      'Ask log, Kafka and warehouse for all that the program will need of them: versions, ' +
        'rights, TLS, room, clocks. A line each: what was asked, what came, what has to be done',
    )
    .addOption(dataOption())
    .addHelpText(
      'after',
      '\nEnds with 0 when nothing is missing, 3 when something is, 4 when nothing is in order.',
    )
    .action(doctor)
}

async function doctor(options: DataOption): Promise<void> {
  const config = configOf(options)
  const clock = systemClock()
  const logger = jsonLinesLogger({ level: 'error', clock, write: () => {} })
  const checks: readonly CheckEngine[] = [
    logCheck(config.log, clock),
    ...(config.bus === null ? [] : [busCheck(config.bus, logger)]),
    warehouseCheck(config.warehouse, clock),
  ]
  const findings = (await Promise.all(checks.map((check) => check()))).flat()
  for (const line of findingLines(findings, languageOfTerminal(process.env))) console.log(line)
  const refused = findings.filter(holdsUp).length
  process.exitCode = exitCodeOf({ taken: findings.length - refused, refused })
}

/** What has to be done stands on a line of its own. */
export function findingLines(
  findings: readonly EngineFinding[],
  language: Language,
): readonly string[] {
  const colon = language === 'zh' ? '：' : ': '
  const told = (text: string): string => inLanguage(text, language)
  return findings.flatMap(({ engine, asked, came, verdict, mend }) => [
    `${MARKS[language][verdict]} ${engine.padEnd(9)} ${told(asked)}${colon}${told(came)}`,
    ...(mend === null ? [] : [`${' '.repeat(18)}→ ${told(mend)}`]),
  ])
}
