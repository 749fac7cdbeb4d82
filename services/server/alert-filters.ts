import { z } from 'zod'
import { ClosingReason } from '@jianwei/events/alert/closing-events.ts'
import { Finding } from '@jianwei/events/alert/handling-events.ts'
import { RegionIdSchema } from '@jianwei/events/identifiers/region-id.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { Code, Words } from '@jianwei/events/vocabulary.ts'
import type { AlertsFilter, Somebody } from '@jianwei/projections/desk/filter.ts'
import { ALERT_ORDERS } from '@jianwei/projections/desk/order-sql.ts'
import type { FoundNames } from '@jianwei/projections/subject-lookup/name-sql.ts'
import { domainsFilter } from '#/rules/rule-domains.ts'
import type { RuleRegistry } from '#/rules/rule-book.ts'
import { PAGE_ROWS_MAX } from '#/server/pages.ts'
import { flag, InstantField, present, subjectField } from '#/server/parameters.ts'
import { AlertStateView } from '#/server/views/alert-view.ts'
import { Level } from '#/server/views/vocabulary.ts'

/*
 * One filter for lists, facets, counts, neighbours, bulk and the next alert, in two forms: as a
 * query, which holds nothing personal because addresses are kept by browsers and proxies, and as a
 * body, which may name persons and holds what is searched for.
 */

const VALUES_MAX = 50
/** As many as a page has rows. */
const ALERT_IDS_MAX = PAGE_ROWS_MAX
const TEXT_CHARACTERS_MAX = 200

/** One value or several, of which one has to fit. */
export function several<Item extends z.ZodType>(item: Item) {
  return z
    .union([z.array(item).min(1).max(VALUES_MAX), item])
    .transform((value): readonly z.output<Item>[] => (Array.isArray(value) ? value : [value]))
    .optional()
}

/** A region of a filter; empty text is for what has none. */
export const RegionOrNone = z.union([z.literal(''), RegionIdSchema])

const Who = z.enum(['me', 'nobody', 'anybody'])

/** Fields of both forms, with their own way of writing true and false. */
function filterFields<Flag extends z.ZodType<boolean>>(yesOrNo: Flag) {
  return {
    state: several(AlertStateView).meta({ description: 'One or several 状态' }),
    open: yesOrNo.optional().meta({ description: 'Not closed 未办结' }),
    level: several(Level).meta({ description: 'One or several 级别' }),
    rule_id: several(z.string().max(100)).meta({ description: 'Rule ids 规则编号' }),
    subject_id: subjectField.meta({ description: 'Also where it is one of several 监管对象' }),
    unit: several(z.string().max(100)).meta({
      description: 'In whose queue 承办单位; empty for those in none',
    }),
    department: several(z.string().max(500)).meta({ description: 'Whose fact it is about 部门' }),
    department_unit: several(z.string().max(64)).meta({
      description: 'Units that the department means, however it is spelt 部门对应的机构',
    }),
    domain: several(z.string().max(100)).meta({
      description: 'Whose rules raised it 领域; empty for what no readable rule raised',
      examples: ['market-supervision'],
    }),
    region: several(RegionOrNone).meta({
      description:
        'Region codes and everything within them 行政区划, or places in the numbering of a ' +
        'source; empty for those without a region',
    }),
    region_itself: yesOrNo.optional().meta({
      description: 'Of the regions themselves, and of nothing within them 仅本级',
    }),
    watching: yesOrNo.optional().meta({ description: 'Those that you watch 我的关注' }),
    tag: several(Code).meta({ description: 'One or several 标签' }),
    overdue: yesOrNo.optional().meta({ description: 'Open, and its limit is over 逾期' }),
    due_before: InstantField.optional().meta({ description: 'Its limit ends before this time' }),
    since: InstantField.optional().meta({ description: 'Raised at this time or later' }),
    until: InstantField.optional().meta({ description: 'Raised before this time' }),
    changed_since: InstantField.optional().meta({
      description: 'Something happened to it at this time or later',
    }),
    opened: yesOrNo.optional().meta({ description: 'Somebody has looked at it 已查阅' }),
    urged: yesOrNo.optional().meta({ description: 'Somebody asked to hurry 催办' }),
    supervised: yesOrNo.optional().meta({ description: 'It is under supervision 督办' }),
    merged: yesOrNo.optional().meta({ description: 'Worked on as part of another one 已合并' }),
    gathered: yesOrNo.optional().meta({ description: 'Waits under the alert of its cause' }),
    gathered_under: z.uuid().optional().meta({ description: 'The alert of its cause' }),
    finding: several(Finding).meta({ description: 'What verification came to 核查结论' }),
    closed_as: several(ClosingReason).meta({ description: 'Why it was closed 办结原因' }),
    closed_since: InstantField.optional().meta({
      description: 'Closed, and the last time at this time or later 办结时间起',
    }),
    closed_until: InstantField.optional().meta({
      description: 'Closed, and the last time before this time 办结时间止',
    }),
  }
}

/** In an address. */
export const alertFilterQuery = {
  ...filterFields(flag),
  owner: Who.optional().meta({ description: 'Whose it is 承办人; names are searched for by POST' }),
  claimed: Who.optional().meta({ description: 'By whom it is claimed now 认领' }),
}

const Person = z.union([Who, z.strictObject({ account: Words })])

/** In a body. */
export const alertFilterBody = {
  ...filterFields(z.boolean()),
  alert_id: z.array(z.uuid()).min(1).max(ALERT_IDS_MAX).optional().meta({
    description: 'Of these, those that fit the rest: what became of the rows that somebody sees',
  }),
  owner: Person.optional(),
  claimed: Person.optional(),
  text: z
    .string()
    .min(1)
    .max(TEXT_CHARACTERS_MAX)
    .optional()
    .meta({
      description:
        'Within the id or the name of the subject, as pinyin or initials of the name, within a ' +
        'tag, or at the beginning of the id of the alert. A name that would be masked is not found',
    }),
}

export const AlertOrderField = z
  .enum(ALERT_ORDERS)
  .default('raised')
  .meta({
    description:
      'Newest first; soonest due first, those without a limit last; gravest first; longest ' +
      'waiting first; last changed first',
  })

const AlertFilterBody = z.strictObject(alertFilterBody)
export type AlertFilterFields = z.output<typeof AlertFilterBody>

export interface FilterAsked {
  readonly actor: string
  readonly at: Instant
  readonly rules: RuleRegistry
  /** Whose names a text may be compared with; those of no person where it is absent. */
  readonly names?: FoundNames
}

/** The filter as somebody asks it at a time. Looks at the rules only where it names a domain. */
export async function alertsFilter(
  fields: AlertFilterFields,
  { actor, at, rules, names }: FilterAsked,
): Promise<AlertsFilter> {
  const {
    alert_id,
    state,
    level,
    rule_id,
    unit,
    department,
    department_unit,
    region,
    domain,
    tag,
    finding,
    ...others
  } = fields
  const { owner, claimed, watching, overdue, ...plain } = others
  return present({
    ...plain,
    names,
    alert_ids: alert_id,
    states: state,
    levels: level,
    rule_ids: rule_id,
    units: unit,
    departments: department,
    department_units: department_unit,
    regions: region,
    domains: await domainsFilter(domain, rules),
    tags: tag,
    findings: finding,
    owner: owner === undefined ? undefined : somebody(owner, actor),
    claimed: claimed === undefined ? undefined : { by: somebody(claimed, actor), at },
    // Nobody is asked for those that somebody does not watch.
    watcher: watching === true ? actor : undefined,
    overdue: overdue === undefined ? undefined : { is: overdue, at },
  })
}

function somebody(who: z.output<typeof Person>, actor: string): Somebody {
  if (typeof who === 'object') return { actor: who.account }
  return who === 'me' ? { actor } : who
}
