import { streamOf, type NewEvent } from '@jianwei/events/envelope.ts'
import type { CivilDate, Instant } from '@jianwei/events/instant.ts'
import { appendOne } from '@jianwei/events/ports/event-log.ts'
import { importDirectory } from '@jianwei/services/organisations/import-directory.ts'
import { readDirectoryFile } from '@jianwei/services/organisations/directory-file.ts'
import { DutyBench } from '#/support/duties/duty-bench.ts'
import { publishRule } from '#/support/duties/published-rule.ts'
import { someEvent } from '#/support/log/events.ts'

/*
 * A department publishes its decisions within seven working days (双公示, row D33), where the rule
 * that judges it is published. Qingming of 2026 is the holiday from 4 to 6 April.
 */

export const BUREAU = '示例区市场监督管理局'
const DIRECTORY = `unit_id,name,parent,region,valid_from
city-mr,示例市市场监督管理局,,330200,2019-01-01
district-mr,${BUREAU},city-mr,330203,2019-01-01
`

/** On 1 April 2026, with the department's place in the directory and the rule published. */
export async function benchOfDecisions(): Promise<DutyBench> {
  const bench = await DutyBench.at('2026-04-01T02:00:00.000Z')
  await importDirectory(bench.log, {
    rows: readDirectoryFile(DIRECTORY),
    from: '2019-01-01' as CivilDate,
    actor: 'li',
    reason: '机构目录',
    now: bench.clock.now(),
    dry_run: false,
  })
  await publishRule(bench.log, 'decision-not-published', bench.clock.now())
  bench.start()
  return bench
}

/** What the department streams, about one shop. */
export async function report({ log }: DutyBench, event: NewEvent): Promise<NewEvent> {
  await appendOne(log, streamOf('subject', event.subject_id), 'any', [event])
  return event
}

export function penalty(id: string, more: Partial<NewEvent> = {}): NewEvent {
  return someEvent({
    id,
    type: 'PenaltyDecided',
    department: BUREAU,
    occurred_at: '2026-04-01T02:00:00.000Z' as Instant,
    data: { penalty_types: ['02'], decision_number: id },
    ...more,
  })
}

export function published(id: string, occurred_at: string): NewEvent {
  return someEvent({
    id: `published-${id}`,
    type: 'DecisionPublished',
    department: BUREAU,
    occurred_at: occurred_at as Instant,
    data: { decision_number: id, decision_kind: 'penalty' },
  })
}
