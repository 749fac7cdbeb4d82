import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Instant } from '@jianwei/events/instant.ts'
import { SHIPPED_REGIONS } from '@jianwei/events/identifiers/region-spans.ts'
import { usccFrom } from '@jianwei/events/identifiers/uscc.ts'
import { FileDamaged, FileRefused } from '@jianwei/services/intake/files/file-errors.ts'
import { readMapping } from '@jianwei/services/intake/mapping/read-mapping.ts'
import { eventsOf, tryMapping, type MappingTrial } from '@jianwei/services/intake/mapping-trial.ts'
import { proposeMapping } from '@jianwei/services/intake/proposal/propose-mapping.ts'
import { temporaryFolder } from '#/support/intake/intake-server.ts'

/* What `mapping new` proposes is tried on the file that it was proposed for. */

const FILES = join(import.meta.dirname, 'files')
const NOW = '2026-11-29T00:00:00.000Z' as Instant
const SCHEMA = 'mapping.schema.json'
const BESIDE = /^(?:mapping\.yaml|expected\.json|laws\.csv|before\.csv)$/

function fileOf(kind: string): string {
  const folder = join(FILES, kind)
  return join(folder, readdirSync(folder).find((name) => !BESIDE.test(name)) ?? '')
}

async function tried(path: string, text: string): Promise<MappingTrial> {
  return tryMapping(path, readMapping(text, path), {
    now: NOW,
    regions: SHIPPED_REGIONS,
    shown_max: 100,
  })
}

/** Files of which every record can be read, and how many they have. */
const PLAIN: readonly (readonly [kind: string, records: number])[] = [
  ['csv', 2],
  ['csv-byte-order-mark', 2],
  ['csv-carriage-returns', 2],
  ['csv-gbk', 2],
  ['csv-gzip-members', 2],
  ['csv-no-header', 2],
  ['csv-semicolons', 2],
  ['csv-tabs', 2],
  ['csv-title-and-totals', 3],
  ['csv-utf-16', 2],
  ['json-array', 2],
  ['json-inside', 2],
  ['json-pretty-array', 2],
  ['json-pretty-objects', 2],
  ['ndjson', 2],
  ['xlsx-sheet-by-name', 4],
  ['xlsx-sheet-by-number', 4],
  ['xml', 2],
]

describe('what is proposed for a plain file reads every record of it', () => {
  test.each(PLAIN)('%s', async (kind, records) => {
    const path = fileOf(kind)
    const { text } = await proposeMapping(path, { schema: SCHEMA })
    const trial = await tried(path, text)
    expect(trial.problems, text).toEqual([])
    expect(trial.events + trial.skipped).toBe(trial.records)
    expect(trial.records).toBe(records)
  })
})

test('whatever is proposed is a mapping, and what cannot be read is said to be so', async () => {
  for (const kind of readdirSync(FILES)) {
    const path = fileOf(kind)
    try {
      const { text } = await proposeMapping(path, { schema: SCHEMA })
      expect(readMapping(text, kind), text).toBeDefined()
    } catch (error) {
      expect(error instanceof FileRefused || error instanceof FileDamaged, String(error)).toBe(true)
    }
  }
})

const CODE = usccFrom('91350100M000100Y4')

const PENALTY_TYPES = "    data:\n      penalty_types: { constant: ['02'] }\n"

/** As an office keeps it: a title, its own dates, amounts with units, words for nothing, totals. */
const REGISTER = `行政处罚信息公示表,,,,,,,
行政处罚决定书文号,行政相对人名称,统一社会信用代码,处罚决定日期,罚款金额（万元）,违法事实,处罚机关,备注一
闽市监罚〔2026〕1号,甲公司,${CODE},2026年3月7日,0.5,无照经营,市监局,甲
闽市监罚〔2026〕2号,乙公司,${CODE},2026年3月17日,/,无照经营,市监局,乙
闽市监罚〔2026〕3号,丙公司,${CODE},2026年10月1日,12,虚假宣传,市监局,丙
合计,,,,12.5,,,
`

test('a register as an office keeps it: columns by their names and by their values', async () => {
  using folder = temporaryFolder()
  const path = join(folder.path, '处罚公示.csv')
  writeFileSync(path, REGISTER)
  const { text, event_type, columns } = await proposeMapping(path, { schema: SCHEMA })
  expect(event_type).toBe('PenaltyDecided')
  expect(columns.map(({ column, becomes }) => [column, ...becomes])).toEqual([
    ['行政处罚决定书文号', 'id', 'data.decision_number'],
    ['行政相对人名称', 'data.administrative_cp'],
    ['统一社会信用代码', 'subject', 'data.administrative_cp_ui_code'],
    ['处罚决定日期', 'occurred_at'],
    ['罚款金额（万元）', 'data.fine_cents'],
    ['违法事实', 'data.illegal_facts'],
    ['处罚机关', 'department'],
    ['备注一'],
  ])
  expect(text).toContain('header_row: 2')
  expect(text).toContain('# MISSING 缺少: penalty_types 处罚种类 (required 必填)')
  expect(text).toContain('# not recognised 未识别: 备注一: 甲 | 乙 | 丙')
  const filled = text.replace('    data:\n', PENALTY_TYPES)
  const trial = await tried(path, filled)
  expect(trial).toMatchObject({ records: 4, events: 3, skipped: 1, refused: 0 })
  const [first, second] = trial.shown.flatMap(({ reading }) => eventsOf(reading))
  expect(first).toMatchObject({
    subject_id: CODE,
    occurred_at: '2026-03-06T16:00:00.000Z',
    department: '市监局',
    data: {
      fine_cents: 500_000,
      currency: 'CNY',
      fine_unit: 'ten_thousand_yuan',
      fine_text: '0.5',
    },
  })
  expect(second?.data).not.toHaveProperty('fine_cents')
})

test('columns are told by their names where some values are mistyped, and totals passed over', async () => {
  using folder = temporaryFolder()
  const path = join(folder.path, '台账.csv')
  writeFileSync(
    path,
    `序号,决定书文号,统一社会信用代码,处罚日期\n1,A1,${CODE},2026-03-07\n2,A2,${CODE},2026年3月9日\n` +
      `3,A3,92350100MA2EXAMP0U,不详\n合计,,,\n`,
  )
  const { text } = await proposeMapping(path, { schema: SCHEMA, event_type: 'PenaltyDecided' })
  const trial = await tried(path, text.replace('    data:\n', PENALTY_TYPES))
  expect(trial).toMatchObject({ records: 4, events: 2, skipped: 1, refused: 1 })
  expect(trial.problems.map(({ path: at }) => at)).toContain('处罚日期')
})

test('a type that is given is the one that is proposed', async () => {
  const { text } = await proposeMapping(fileOf('csv'), {
    schema: SCHEMA,
    event_type: 'ComplaintReceived',
  })
  expect(text).toContain('- type: ComplaintReceived')
  expect(text).toMatch(/^# yaml-language-server: \$schema=mapping\.schema\.json\n/)
})

test('values stand in comments only as they may be shown', async () => {
  const { text, columns } = await proposeMapping(fileOf('csv-repeated-names'), {
    schema: SCHEMA,
    shown: () => '***',
  })
  expect(columns.flatMap(({ samples }) => samples).every((one) => one === '***')).toBe(true)
  expect(text).not.toContain('甲法')
})
