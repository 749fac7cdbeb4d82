import { z } from 'zod'
import { BACKTEST_ENGINES } from '@jianwei/projections/backtest/result.ts'
import { Time } from '#/server/views/vocabulary.ts'
import { YAML_CHARACTERS_MAX } from '#/text-reading/yaml-text.ts'

const AskedRule = z
  .union([
    z.string().min(1).max(YAML_CHARACTERS_MAX),
    z.strictObject({ rule_id: z.string().min(1).max(100), version: z.int().min(1) }),
  ])
  .meta({ description: 'The YAML of a rule, or a version that the log knows' })

export const BacktestRequest = z
  .strictObject({
    rule: AskedRule,
    against: z
      .union([AskedRule, z.int().min(1)])
      .optional()
      .meta({ description: 'What to compare with; a number is another version of the same rule' }),
    outcome: z
      .union([z.string().min(1).max(YAML_CHARACTERS_MAX), z.record(z.string(), z.unknown())])
      .optional()
      .meta({
        description:
          'What warnings are held against: an outcome, its YAML, or the name of one that ' +
          'comes with the program',
        examples: ['penalty-within-180-days', { events: ['PenaltyDecided'], within: '180 days' }],
      }),
    by: z
      .enum(['source', 'platform'])
      .default('platform')
      .meta({
        description:
          'What counts as known: what departments had reported 按来源, or what this platform had ' +
          'taken 按平台',
      }),
    from: z
      .string()
      .max(40)
      .optional()
      .meta({
        description: 'Warnings that became known from this day or time on',
        examples: ['2025-01-01'],
      }),
    to: z
      .string()
      .max(40)
      .optional()
      .meta({
        description: 'Up to the end of this day, or before this time',
        examples: ['2025-12-31'],
      }),
    engine: z
      .enum(BACKTEST_ENGINES)
      .optional()
      .meta({
        description:
          'What finds the warnings: statements in the warehouse 仓库语句, or one pass over the ' +
          'facts in the process 进程内; chosen by size where it is left out. Rules about groups ' +
          'and peers stay with the statements; the result names the engine of each rule',
      }),
  })
  .meta({ id: 'BacktestRequest' })

export const BacktestView = z
  .object({
    backtest_id: z.uuid(),
    state: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
    progress: z
      .number()
      .min(0)
      .max(1)
      .meta({ description: 'Share of the steps that are done', examples: [0.5] }),
    rule_id: z.string(),
    rule_version: z.int(),
    asked_by: z.string(),
    asked_at: Time,
    error: z
      .object({ code: z.string(), detail: z.string() })
      .nullable()
      .meta({ description: 'Why it failed' }),
  })
  .meta({
    id: 'Backtest',
    description:
      'A rule run over history 规则回测. One runs at a time; those that have ended are kept in ' +
      'memory, the last five of them, until the server stops',
  })

export const BacktestWarningView = z
  .object({
    warning_id: z.uuid(),
    subject_id: z.string(),
    anchor: z.string(),
    anchor_at: Time,
    known_at: Time.meta({ description: 'When it would have been raised first' }),
    withdrawn_at: Time.nullable().meta({
      description: 'When it last left the ledger; null while it stands',
    }),
    evidence_count: z.int(),
    outcome: z
      .enum(['true', 'false', 'undecided'])
      .nullable()
      .meta({ description: 'What became of it; null where no outcome was asked for' }),
    in_population: z.boolean().nullable().meta({
      description:
        'Whether the base rate counts its subject then; if not, the warning is counted apart',
    }),
    lead_days: z
      .number()
      .nullable()
      .meta({ description: 'Days from knowing to the outcome of a true warning' }),
  })
  .meta({ id: 'BacktestWarning', description: 'A warning as a backtest would have raised it' })
