import { defineKind } from '#/rules/kinds/define-kind.ts'
import { explainSum } from '#/rules/kinds/sum/explanation.ts'
import { parseSum, SumShape, type SumRule } from '#/rules/kinds/sum/parameters.ts'
import { evaluateSum } from '#/rules/kinds/sum/evaluate.ts'
import {
  sumLedgerOutcomesSql,
  sumLedgerSql,
  sumOutcomesSql,
  sumWarningsSql,
} from '#/rules/kinds/sum/sum-sql.ts'
import { tellSum } from '#/rules/kinds/sum/sentence.ts'

export const sumKind = defineKind<SumRule>({
  name: 'sum',
  judged: 'facts',
  shape: SumShape,
  parse: parseSum,
  selections: ({ parameters }) => [parameters.of],
  lookBackSeconds: ({ parameters }) => parameters.window_seconds,
  groupOf: () => null,
  anchorFacts: null,
  onClock: null,
  warningsSql: sumWarningsSql,
  ledgerSql: sumLedgerSql,
  outcomesSql: sumOutcomesSql,
  ledgerOutcomesSql: sumLedgerOutcomesSql,
  answers: null,
  evaluate: { found: evaluateSum },
  reach: ({ parameters }) => ({ before_seconds: 0, after_seconds: parameters.window_seconds }),
  bySeconds: null,
  explain: explainSum,
  tell: tellSum,
})
