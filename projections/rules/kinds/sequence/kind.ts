import { defineKind } from '#/rules/kinds/define-kind.ts'
import { factsOfTypes } from '#/rules/facts/versions-sql.ts'
import { explainSequence } from '#/rules/kinds/sequence/explanation.ts'
import { sequenceLedgerSql } from '#/rules/kinds/sequence/ledger-sql.ts'
import {
  parseSequence,
  secondsOfSequence,
  SequenceShape,
  type SequenceRule,
} from '#/rules/kinds/sequence/parameters.ts'
import { evaluateSequence } from '#/rules/kinds/sequence/evaluate.ts'
import { sequenceOutcomesSql, sequenceWarningsSql } from '#/rules/kinds/sequence/warnings-sql.ts'
import { sql } from '#/sql.ts'
import { tellSequence } from '#/rules/kinds/sequence/sentence.ts'

export const sequenceKind = defineKind<SequenceRule>({
  name: 'sequence',
  judged: 'facts',
  shape: SequenceShape,
  parse: parseSequence,
  selections: ({ parameters: { first, followed_by } }) => [
    first,
    ...followed_by.map(({ of }) => of),
  ],
  lookBackSeconds: secondsOfSequence,
  groupOf: () => null,
  anchorFacts: ({ parameters }) =>
    factsOfTypes(parameters.followed_by.at(-1)?.of.events ?? [], sql`second`),
  onClock: null,
  warningsSql: sequenceWarningsSql,
  ledgerSql: sequenceLedgerSql,
  outcomesSql: sequenceOutcomesSql,
  ledgerOutcomesSql: null,
  answers: null,
  evaluate: { found: evaluateSequence },
  reach: (rule) => ({ before_seconds: 0, after_seconds: secondsOfSequence(rule) }),
  bySeconds: null,
  explain: explainSequence,
  tell: tellSequence,
})
