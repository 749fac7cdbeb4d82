import { defineKind } from '#/rules/kinds/define-kind.ts'
import { explainScore } from '#/rules/kinds/score/explanation.ts'
import { scoreOutcomesSql } from '#/rules/kinds/score/facts-sql.ts'
import { scoreLedgerOutcomesSql, scoreLedgerSql } from '#/rules/kinds/score/ledger-sql.ts'
import {
  parseScore,
  scoreSelections,
  secondsLookedBack,
  ScoreShape,
  type ScoreRule,
} from '#/rules/kinds/score/parameters.ts'
import { evaluateScore } from '#/rules/kinds/score/evaluate.ts'
import { scoreWarningsSql } from '#/rules/kinds/score/warnings-sql.ts'
import { tellScore } from '#/rules/kinds/score/sentence.ts'

export const scoreKind = defineKind<ScoreRule>({
  name: 'score',
  judged: 'facts',
  shape: ScoreShape,
  parse: parseScore,
  selections: scoreSelections,
  lookBackSeconds: secondsLookedBack,
  groupOf: () => null,
  anchorFacts: null,
  onClock: null,
  warningsSql: scoreWarningsSql,
  ledgerSql: scoreLedgerSql,
  outcomesSql: scoreOutcomesSql,
  ledgerOutcomesSql: scoreLedgerOutcomesSql,
  answers: null,
  evaluate: { found: evaluateScore },
  reach: (rule) => ({ before_seconds: 0, after_seconds: secondsLookedBack(rule) }),
  bySeconds: null,
  explain: explainScore,
  tell: tellScore,
})
