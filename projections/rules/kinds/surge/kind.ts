import { defineKind } from '#/rules/kinds/define-kind.ts'
import { explainSurge } from '#/rules/kinds/surge/explanation.ts'
import { surgeLedgerOutcomesSql, surgeLedgerSql } from '#/rules/kinds/surge/ledger-sql.ts'
import { parseSurge, SurgeShape, type SurgeRule } from '#/rules/kinds/surge/parameters.ts'
import { evaluateSurge, surgeReachSeconds, surgesWithin } from '#/rules/kinds/surge/evaluate.ts'
import { surgeOutcomesSql, surgeWarningsSql } from '#/rules/kinds/surge/warnings-sql.ts'
import { tellSurge } from '#/rules/kinds/surge/sentence.ts'

export const surgeKind = defineKind<SurgeRule>({
  name: 'surge',
  judged: 'facts',
  shape: SurgeShape,
  parse: parseSurge,
  selections: ({ parameters }) => [parameters.of],
  lookBackSeconds: surgeReachSeconds,
  groupOf: ({ parameters }) => parameters.group_by,
  anchorFacts: null,
  onClock: null,
  warningsSql: surgeWarningsSql,
  ledgerSql: surgeLedgerSql,
  outcomesSql: surgeOutcomesSql,
  ledgerOutcomesSql: surgeLedgerOutcomesSql,
  answers: null,
  evaluate: { found: evaluateSurge },
  reach: (rule) => ({ before_seconds: 0, after_seconds: surgeReachSeconds(rule) }),
  bySeconds: {
    of: ({ parameters }) => parameters.of,
    within: surgesWithin,
    passesNextAt: null,
  },
  explain: explainSurge,
  tell: tellSurge,
})
