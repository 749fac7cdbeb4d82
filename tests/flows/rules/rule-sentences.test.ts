import { expect, test } from 'vitest'
import type { Instant } from '@jianwei/events/instant.ts'
import { kindOf, RULE_KINDS, type Rule } from '@jianwei/projections/rules/rule.ts'
import { readRuleFiles, shippedRules } from '@jianwei/services/rules/rule-files.ts'
import { fileURLToPath } from 'node:url'

/* What each kind of rule says of a warning in a sentence, over the rules that are shipped. */

const examples = fileURLToPath(new URL('../../support/rules/examples', import.meta.url))
const rules = (await Promise.all([readRuleFiles(shippedRules()), readRuleFiles(examples)]))
  .flat()
  .map((file) => file.rule)
const told = (rule: Rule, facts = 3) =>
  kindOf(rule).tell(rule, { anchor_at: '2026-03-01T02:00:00.000Z' as Instant, facts })

test('every rule of every kind says something whole in both languages', () => {
  expect(new Set(rules.map(({ kind }) => kind))).toEqual(new Set(RULE_KINDS))
  for (const rule of rules) {
    const { en, zh } = told(rule)
    expect(en, rule.id).toMatch(/^\S.*\.$/)
    expect(zh, rule.id).toMatch(/^\S.*。$/)
    expect(`${en}${zh}`, rule.id).not.toMatch(/undefined|null|NaN|\[object/)
  }
})

test('each kind in its own words', () => {
  const ofKind = new Map(rules.map((rule) => [rule.kind, rule]))
  const sentences = [...ofKind.values()].map((rule) => ({ kind: rule.kind, ...told(rule) }))
  expect(sentences.toSorted((a, b) => (a.kind < b.kind ? -1 : 1))).toMatchInlineSnapshot(`
    [
      {
        "en": "3 records within 30 days, up to 2026-03-01, of “Complaint received” (at least 2) and “Penalty decided” (at least 1).",
        "kind": "combination",
        "zh": "截至2026年3月1日的30天内，“收到投诉”不少于2条、“行政处罚决定”不少于1条同时出现，共3条。",
      },
      {
        "en": "3 records of “Penalty decided” within 365 days, up to 2026-03-01 (threshold: 2).",
        "kind": "count",
        "zh": "截至2026年3月1日的365天内，“行政处罚决定”记录3条（预警标准：2条）。",
      },
      {
        "en": "No “Abnormal operation removed” within 1095 days, by 2029-02-28 after “Abnormal operation listed” of 2026-03-01.",
        "kind": "deadline",
        "zh": "2026年3月1日“列入经营异常名录”后，1095日内（至2029年2月28日）未见“移出经营异常名录”记录。",
      },
      {
        "en": "The validity stated by “Licence granted” or “Licence renewed” ends by 2026-03-31 (notice: 30 days), with no renewal on record.",
        "kind": "expiry",
        "zh": "“许可授予”或“许可延续”所载有效期不晚于2026年3月31日届满（提前30天提示），未见续期或者终止记录。",
      },
      {
        "en": "3 records of “Complaint received” in the 3 months before 2026-03-01: far above its peers.",
        "kind": "peer",
        "zh": "2026年3月1日前3个月，“收到投诉”记录3条，明显高于同类对象。",
      },
      {
        "en": "On 2026-03-01 the risk score reached band C or D, by 3 records.",
        "kind": "score",
        "zh": "2026年3月1日风险评分进入C、D类（依据3条记录）。",
      },
      {
        "en": "“Violation found”, then “Rectification checked” within 60 days, then “Violation found” within 90 days; the last of 2026-03-01.",
        "kind": "sequence",
        "zh": "先有“发现违法行为”，60天内又有“整改复查”，90天内又有“发现违法行为”（最后一次在2026年3月1日）。",
      },
      {
        "en": "No “Reading reported” for more than 6 hours after the last one of 2026-03-01.",
        "kind": "silence",
        "zh": "最后一次“监测数据上报”在2026年3月1日，此后超过6小时没有新的记录。",
      },
      {
        "en": "3 records of “Penalty decided” within 365 days, up to 2026-03-01, adding up to at least 1,000,000 yuan.",
        "kind": "sum",
        "zh": "截至2026年3月1日的365天内，“行政处罚决定”记录3条，合计达到预警标准1,000,000元。",
      },
      {
        "en": "3 records of “Ticket dispatched” within 7 days, up to 2026-03-01: far more than usual in the 28 days before (at least 5).",
        "kind": "surge",
        "zh": "截至2026年3月1日的7天内，“工单派发”记录3条，明显多于此前28天的常态（预警标准：不少于5条）。",
      },
    ]
  `)
})

test('of very many facts the ledger lists only the newest, and the sentence says so', () => {
  const count = rules.find(({ kind }) => kind === 'count')
  if (count === undefined) throw new TypeError('a rule that counts is shipped')
  expect(told(count, 200).zh).toContain('不少于200条')
  expect(told(count, 200).en).toContain('at least 200 records')
})
