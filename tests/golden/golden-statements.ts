import fc from 'fast-check'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Instant } from '@jianwei/events/instant.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { formattedStatement } from '@jianwei/projections/rule-statements/queries.ts'
import { ledgerSql, outcomesSql, warningsSql } from '@jianwei/projections/rules/compiler/compile.ts'
import {
  NOTHING_STATED,
  type Stated,
} from '@jianwei/projections/rules/feeds/statements-as-known.ts'
import { ALL_KINDS } from '@jianwei/projections/rules/kinds/all-kinds.ts'
import { groupOf, reachOf, ruleName, type Rule } from '@jianwei/projections/rules/rule.ts'
import { readRuleFiles, shippedRules } from '@jianwei/services/rules/rule-files.ts'
import { identifier, type Sql } from '@jianwei/projections/sql.ts'
import { anyRule } from '#/support/rules/random-rules.ts'
import { ruleWith } from '#/support/rules/rule-with.ts'

/*
 * The statements of one rule of each kind, as text for people: what a change of the compiler does
 * to the SQL is seen in a review as a difference of these files.
 */

const KINDS_FOLDER = join(import.meta.dirname, '../../projections/rules/kinds')
const EVERYTHING = { scope: { of: 'everything' }, known: { by: 'platform' } } as const
const CLOCK = '2026-06-01T00:00:00.000Z' as Instant

export const GOLDEN_FOLDER = join(import.meta.dirname, 'sql')

const EXCEPTED = ruleWith({
  id: 'repeated-complaints',
  kind: 'count',
  parameters: { of: { events: ['ComplaintReceived'] }, at_least: 3, window: '30 days' },
  exceptions: [
    {
      name: 'gone',
      title: { en: 'Gone', zh: '已注销' },
      reason: { en: 'Nobody can act any more.', zh: '已无可处置之处。' },
      subject: { field: 'subject.registration', eq: 'deregistered' },
    },
  ],
})

/** A penalty far above those of its peers, where a penalty may lack its amount. */
const AMOUNTS = ruleWith({
  id: 'penalties-among-peers',
  kind: 'peer',
  parameters: {
    of: { events: ['PenaltyDecided'] },
    amount: 'data.fine_cents',
    every: 'month',
    window_periods: 12,
    group_by: [{ attribute: 'industry_code', prefix: 3 }, { attribute: 'region' }],
    peers_at_least: 10,
    at_least: 1_000,
    z_at_least: 3.5,
    scale_floor: 1,
  },
})

/** Readings of a device, which a reading may fail to name. */
const DEVICES = ruleWith({
  id: 'silent-devices',
  kind: 'silence',
  parameters: {
    of: { events: ['ReadingReported'] },
    per: 'subject',
    key: ['data.device_id'],
    regular: { at_least: 3, within: '7 days' },
    silent_after: '24 hours',
  },
})

const PUBLISHED = ruleWith({
  id: 'decision-published',
  kind: 'deadline',
  parameters: {
    duty: { events: ['PenaltyDecided'] },
    answer: { events: ['DecisionPublished'] },
    match: ['data.decision_number'],
    within: { hours: 48 },
  },
})

const STATED: Stated = {
  statements: [
    {
      source: 'urn:example:publicity',
      position: 7,
      feeds: [{ event_types: ['DecisionPublished'], departments: ['市场监管局'] }],
      never_feeds: [],
    },
  ],
  authorities: [],
  notices: [],
}

interface Question {
  readonly name: string
  readonly asks: string
  /** Null where the kind has no statement of its own for it. */
  readonly maker: (kind: (typeof ALL_KINDS)[number]) => string | null
  readonly statement: (rule: Rule, stated: Stated) => Sql
}

const QUESTIONS: readonly Question[] = [
  {
    name: 'warnings',
    asks: 'its warnings over all facts, as known now',
    maker: ({ name }) => `${name}WarningsSql`,
    statement: (rule, stated) => warningsSql(rule, { ...EVERYTHING, ...stated, clock: CLOCK }),
  },
  {
    name: 'live',
    asks: 'its warnings over the facts of whom news is about',
    maker: ({ name }) => `${name}WarningsSql`,
    statement: (rule, stated) =>
      warningsSql(rule, { ...EVERYTHING, ...stated, clock: CLOCK, scope: liveScope(rule) }),
  },
  {
    name: 'ledger',
    asks: 'when each of its warnings was raised and withdrawn',
    maker: ({ name }) => `${name}LedgerSql`,
    statement: (rule, stated) => ledgerSql(rule, { ...EVERYTHING, ...stated }),
  },
  {
    name: 'outcomes',
    asks: 'what it could not judge, and what its exceptions suppress',
    maker: ({ name, outcomesSql: made }) => (made === null ? null : `${name}OutcomesSql`),
    statement: (rule, stated) => outcomesSql(rule, { ...EVERYTHING, ...stated, clock: CLOCK }),
  },
]

function liveScope(rule: Rule) {
  switch (reachOf(rule)) {
    case 'snapshot':
      return EVERYTHING.scope
    case 'group':
      return { of: 'groups_in', table: identifier('touched_groups') } as const
    case 'subject':
      return { of: 'subjects_in', table: identifier('touched_subjects') } as const
  }
}

export interface GoldenStatement {
  readonly file: string
  readonly text: string
}

/** Every golden statement, formatted by the engine of the warehouse. */
export async function goldenStatements(warehouse: Warehouse): Promise<readonly GoldenStatement[]> {
  const found: GoldenStatement[] = []
  for (const { name, rule, questions, stated = NOTHING_STATED } of await goldenRules()) {
    // Every kind of a rule is one of all of them.
    const kind = ALL_KINDS.find((one) => one.name === rule.kind)!
    for (const question of QUESTIONS) {
      if (!questions.includes(question.name)) continue
      const maker = question.maker(kind)
      if (maker === null && rule.exceptions.length === 0) continue
      const statement = question.statement(rule, stated)
      const sql = await formattedStatement(warehouse, statement)
      // A rule that can judge everything has no statement for what it cannot.
      if (!sql.includes('FROM events_by_type_v3') && question.name === 'outcomes') continue
      const head = [
        ...wrapped(`${ruleName(rule)}, a rule of the kind ${rule.kind}: ${question.asks}.`),
        ...(maker === null ? [] : wrapped(docstringOf(rule.kind, maker))),
        '--',
        '-- Its steps from the inside outwards; each stands by its name where its SELECT begins:',
        ...stepsOf(statement).flatMap((step) => wrapped(`- ${step}`)),
      ]
      found.push({ file: `${name}.${question.name}.sql`, text: `${head.join('\n')}\n\n${sql}\n` })
    }
  }
  return found
}

interface GoldenRule {
  readonly name: string
  readonly rule: Rule
  readonly questions: readonly string[]
  /** What sources state; nothing without it. */
  readonly stated?: Stated
}

async function goldenRules(): Promise<readonly GoldenRule[]> {
  const shipped = (await readRuleFiles(shippedRules())).map(({ rule }) => rule)
  const all = QUESTIONS.map(({ name }) => name)
  const ofKinds = ALL_KINDS.map(({ name }) => {
    // A kind is there before the packs have a rule of it.
    const rule =
      plainest(shipped.filter(({ kind }) => kind === name)) ??
      plainest(fc.sample(anyRule(name), { numRuns: 50, seed: 1 }))
    if (rule === undefined) throw new TypeError(`there is no rule of the kind ${name}`)
    const others = [AMOUNTS, DEVICES].some(({ kind }) => kind === name)
    return { name, rule, questions: others ? all.filter((one) => one !== 'outcomes') : all }
  })
  const grouped = plainest(shipped.filter((rule) => groupOf(rule) !== null))
  const asking = plainest(shipped.filter((rule) => JSON.stringify(rule).includes('"subject.')))
  if (grouped === undefined || asking === undefined)
    throw new TypeError('no rule of the packs is about groups, or asks what a subject is')
  return [
    ...ofKinds,
    { name: 'groups', rule: grouped, questions: ['warnings', 'live', 'ledger'] },
    { name: 'subject-filter', rule: asking, questions: ['warnings', 'ledger'] },
    { name: 'exceptions', rule: EXCEPTED, questions: ['warnings', 'ledger', 'outcomes'] },
    { name: 'peer', rule: AMOUNTS, questions: ['outcomes'] },
    { name: 'silence', rule: DEVICES, questions: ['outcomes'] },
    { name: 'feeds', rule: PUBLISHED, questions: ['warnings', 'ledger'], stated: STATED },
  ]
}

/** What the code that wrote the statement says of its steps, each once. */
function stepsOf({ steps }: Sql): readonly string[] {
  return [...new Set(steps.map(({ name, gives }) => `${name}: ${gives}.`))]
}

/** The rule that is shortest, so that its statements show the kind and little else. */
function plainest(rules: readonly Rule[]): Rule | undefined {
  const length = ({ parameters }: Rule): number => JSON.stringify(parameters).length
  return rules.toSorted((a, b) => length(a) - length(b) || (a.id < b.id ? -1 : 1))[0]
}

/**
 * The comment in front of a function of a kind, as one text; empty where it only hands on to what
 * kinds share.
 */
function docstringOf(kind: string, name: string): string {
  const folder = join(KINDS_FOLDER, kind)
  for (const file of readdirSync(folder).filter((one) => one.endsWith('-sql.ts'))) {
    const [before, after] = readFileSync(join(folder, file), 'utf8').split(
      `export function ${name}(`,
    )
    if (before === undefined || after === undefined) continue
    const start = before.lastIndexOf('/**')
    if (start < 0 || !before.trimEnd().endsWith('*/')) break
    return before
      .slice(start)
      .replaceAll(/\/\*\*|\*\//g, ' ')
      .replaceAll(/^ +\* /gm, ' ')
      .replaceAll(/\s+/g, ' ')
      .trim()
  }
  return ''
}

const COLUMNS_MAX = 97

function wrapped(text: string): string[] {
  const lines: string[] = ['']
  if (text === '') return []
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? ''
    if (last.length + word.length < COLUMNS_MAX) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(` ${word}`)
  }
  return lines.map((line) => `--${line}`)
}
