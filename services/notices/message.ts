import type { DutyMark } from '@jianwei/events/duty/terms.ts'
import type { PresentEndpoint } from '@jianwei/events/notice/endpoint.ts'
import type { NoticeName } from '@jianwei/events/notice/events.ts'
import { regionContains, type RegionId } from '@jianwei/events/identifiers/region-id.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import { isGraver, RiskLevel } from '@jianwei/events/warning/events.ts'
import type { Counts, Notice } from '#/notices/notice-of-event.ts'

/** What goes to an endpoint at once. */
export interface Message {
  /** The same whenever the same events are told to the same endpoint. */
  readonly message_id: string
  /** At least one, in the order of the log. */
  readonly notices: readonly Notice[]
}

const FIELDS_TOLD: readonly string[] = ['notice', 'number', 'level', 'mark', 'occurred_at']

/** The names of what leaves the platform with a message. */
export function fieldsTold({ notices }: Message): readonly string[] {
  return notices.some(({ counts }) => counts !== null) ? [...FIELDS_TOLD, 'counts'] : FIELDS_TOLD
}

export function messageOf(endpointId: string, notices: readonly Notice[]): Message {
  const about = notices.map(({ event_id }) => event_id)
  return { message_id: derivedId('notice', endpointId, ...about), notices }
}

/** Whether the endpoint gets it. */
export function isWanted(endpoint: PresentEndpoint, { notice, level, chosen_by }: Notice): boolean {
  const { notices, level_at_least, region, unit, person } = endpoint
  // What somebody's own scope shows is told to nobody else.
  if (notice === 'view_digest') return notices.includes(notice) && person === chosen_by.person
  return (
    notices.includes(notice) &&
    // What has no level is not held back by one.
    (level_at_least === null || level === null || !isGraver(level_at_least, level)) &&
    (region === null || isWithin(region, chosen_by.region)) &&
    (unit === null || unit === chosen_by.unit) &&
    (person === null || person === chosen_by.person)
  )
}

function isWithin(outer: string, inner: string | null): boolean {
  // The log holds regions as they were parsed.
  return inner !== null && regionContains(outer as RegionId, inner as RegionId)
}

const LEVEL_TEXT: Readonly<Record<RiskLevel, string>> = {
  blue: '蓝色',
  yellow: '黄色',
  orange: '橙色',
  red: '红色',
}

const NOTICE_TEXT: Readonly<Record<NoticeName, string>> = {
  alert_raised: '预警单生成',
  alert_routed: '预警单派至本单位',
  alert_assigned: '预警单分派',
  alert_transferred: '预警单转办',
  alert_escalated: '预警单升级',
  alert_urged: '预警单催办',
  alert_supervised: '预警单督办',
  alert_closed: '预警单办结',
  duty_marked: '办理时限亮牌',
  duty_breached: '办理时限逾期',
  silence_ends: '静默即将到期',
  view_digest: '视图摘要',
}

const MARK_TEXT: Readonly<Record<DutyMark, string>> = {
  warning: '预警',
  yellow_card: '黄牌',
  red_card: '红牌',
}

/** Number and level only: who works on it and whom it is about is asked of the platform. */
export function lineOf({ notice, number, level, mark, counts }: Notice): string {
  const words = [
    NOTICE_TEXT[notice],
    level === null ? undefined : LEVEL_TEXT[level],
    mark === null ? undefined : MARK_TEXT[mark],
    counts === null ? undefined : countsInWords(counts),
    number,
  ]
  return words.filter((word) => word !== undefined).join(' ')
}

function countsInWords({ alerts, new_alerts, by_level }: Counts): string {
  const levels = RiskLevel.options.flatMap((level) => {
    const count = by_level?.[level] ?? 0
    return count === 0 ? [] : [`${LEVEL_TEXT[level]} ${count}`]
  })
  return [`预警单 ${alerts}`, `新增 ${new_alerts}`, ...levels].join('，')
}

/** Of several notices, one line each below a first line that says how many there are. */
export function textOf({ notices }: Message): string {
  const [first, ...more] = notices
  if (first !== undefined && more.length === 0) return `【见微】${lineOf(first)}`
  return [`【见微】共 ${notices.length} 项`, ...notices.map(lineOf)].join('\n')
}
