import { defineKind } from '#/rules/kinds/define-kind.ts'
import { factsOfTypes } from '#/rules/facts/versions-sql.ts'
import { explainExpiry } from '#/rules/kinds/expiry/explanation.ts'
import { noticeDueSql } from '#/rules/kinds/expiry/facts-sql.ts'
import { expiryLedgerSql } from '#/rules/kinds/expiry/ledger-sql.ts'
import { ExpiryShape, parseExpiry, type ExpiryRule } from '#/rules/kinds/expiry/parameters.ts'
import { renewalDue, unsettledValidities } from '#/rules/kinds/expiry/evaluate.ts'
import {
  expiryOutcomesSql,
  expirySubjectsSql,
  expiryWarningsSql,
} from '#/rules/kinds/expiry/warnings-sql.ts'
import { sql } from '#/sql.ts'
import { tellExpiry } from '#/rules/kinds/expiry/sentence.ts'

export const expiryKind = defineKind<ExpiryRule>({
  name: 'expiry',
  judged: 'facts',
  shape: ExpiryShape,
  parse: parseExpiry,
  selections: ({ parameters: { of, ended_by, inactive_by } }) =>
    [of, ended_by, inactive_by].flatMap((selection) => selection ?? []),
  lookBackSeconds: null,
  groupOf: () => null,
  anchorFacts: (rule) =>
    factsOfTypes(rule.parameters.of.events, sql`assumeNotNull(${noticeDueSql(rule)}) + 1`),
  onClock: {
    newlyDueSql: expirySubjectsSql,
    settledBefore: false,
  },
  warningsSql: (rule, view) => expiryWarningsSql(rule, view, view.clock),
  ledgerSql: expiryLedgerSql,
  outcomesSql: expiryOutcomesSql,
  ledgerOutcomesSql: null,
  answers: {
    types: ({ parameters }) => parameters.of.events,
    ofOtherTypes: false,
    byWorkingDays: null,
    dueSql: noticeDueSql,
    due: renewalDue,
  },
  evaluate: { waiting: unsettledValidities },
  reach: null,
  bySeconds: null,
  explain: explainExpiry,
  tell: tellExpiry,
})
