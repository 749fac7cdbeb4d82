import { defineKind } from '#/rules/kinds/define-kind.ts'
import { explainCount } from '#/rules/kinds/count/explanation.ts'
import { countLedgerOutcomesSql, countLedgerSql } from '#/rules/kinds/count/ledger-sql.ts'
import { CountShape, parseCount, type CountRule } from '#/rules/kinds/count/parameters.ts'
import { evaluateCount } from '#/rules/kinds/count/evaluate.ts'
import { countWarningsSql } from '#/rules/kinds/count/warnings-sql.ts'
import { tellCount } from '#/rules/kinds/count/sentence.ts'

export const countKind = defineKind<CountRule>({
  name: 'count',
  judged: 'facts',
  shape: CountShape,
  parse: parseCount,
  selections: ({ parameters }) => [parameters.of],
  lookBackSeconds: ({ parameters }) => parameters.window_seconds,
  groupOf: () => null,
  anchorFacts: null,
  onClock: null,
  warningsSql: countWarningsSql,
  ledgerSql: countLedgerSql,
  outcomesSql: null,
  ledgerOutcomesSql: countLedgerOutcomesSql,
  answers: null,
  evaluate: { found: evaluateCount },
  reach: ({ parameters }) => ({ before_seconds: 0, after_seconds: parameters.window_seconds }),
  bySeconds: null,
  explain: explainCount,
  tell: tellCount,
})
