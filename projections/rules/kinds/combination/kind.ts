import { defineKind } from '#/rules/kinds/define-kind.ts'
import {
  combinationLedgerOutcomesSql,
  combinationLedgerSql,
  combinationWarningsSql,
} from '#/rules/kinds/combination/combination-sql.ts'
import { explainCombination } from '#/rules/kinds/combination/explanation.ts'
import {
  CombinationShape,
  parseCombination,
  type CombinationRule,
} from '#/rules/kinds/combination/parameters.ts'
import { evaluateCombination } from '#/rules/kinds/combination/evaluate.ts'
import { tellCombination } from '#/rules/kinds/combination/sentence.ts'

export const combinationKind = defineKind<CombinationRule>({
  name: 'combination',
  judged: 'facts',
  shape: CombinationShape,
  parse: parseCombination,
  selections: ({ parameters }) => parameters.conditions.map(({ of }) => of),
  lookBackSeconds: ({ parameters }) => parameters.window_seconds,
  groupOf: () => null,
  anchorFacts: null,
  onClock: null,
  warningsSql: combinationWarningsSql,
  ledgerSql: combinationLedgerSql,
  outcomesSql: null,
  ledgerOutcomesSql: combinationLedgerOutcomesSql,
  answers: null,
  evaluate: { found: evaluateCombination },
  reach: ({ parameters }) => ({ before_seconds: 0, after_seconds: parameters.window_seconds }),
  bySeconds: null,
  explain: explainCombination,
  tell: tellCombination,
})
