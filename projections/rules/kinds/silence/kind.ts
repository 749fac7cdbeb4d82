import { defineKind } from '#/rules/kinds/define-kind.ts'
import { factsOfTypes } from '#/rules/facts/versions-sql.ts'
import { explainSilence } from '#/rules/kinds/silence/explanation.ts'
import { silenceLedgerOutcomesSql, silenceLedgerSql } from '#/rules/kinds/silence/ledger-sql.ts'
import {
  parseSilence,
  silenceSelections,
  silentGroupsOf,
  SilenceShape,
  type SilenceRule,
} from '#/rules/kinds/silence/parameters.ts'
import { lastReports, silenceNextAt, silencesWithin } from '#/rules/kinds/silence/evaluate.ts'
import {
  silenceNewlyDueSql,
  silenceOutcomesSql,
  silenceWarningsSql,
} from '#/rules/kinds/silence/warnings-sql.ts'
import { sql } from '#/sql.ts'
import { tellSilence } from '#/rules/kinds/silence/sentence.ts'

export const silenceKind = defineKind<SilenceRule>({
  name: 'silence',
  judged: 'facts',
  shape: SilenceShape,
  parse: parseSilence,
  selections: silenceSelections,
  lookBackSeconds: null,
  groupOf: ({ parameters: { per, key } }) => (per === 'group' ? key : null),
  anchorFacts: ({ parameters }) => factsOfTypes(parameters.of.events, sql`second`),
  onClock: {
    newlyDueSql: silenceNewlyDueSql,
    settledBefore: true,
  },
  warningsSql: (rule, view) => silenceWarningsSql(rule, view, view.clock),
  ledgerSql: silenceLedgerSql,
  outcomesSql: silenceOutcomesSql,
  ledgerOutcomesSql: silenceLedgerOutcomesSql,
  answers: {
    types: ({ parameters }) => parameters.of.events,
    ofOtherTypes: true,
    byWorkingDays: null,
    dueSql: ({ parameters }) => sql`second + ${parameters.silent_seconds}`,
    due: ({ parameters }, { second }) => second + parameters.silent_seconds,
  },
  evaluate: { waiting: lastReports },
  reach: ({ parameters: { silent_seconds, regular } }) => ({
    before_seconds: silent_seconds,
    after_seconds: regular.within_seconds,
  }),
  bySeconds: {
    of: silentGroupsOf,
    within: silencesWithin,
    passesNextAt: silenceNextAt,
  },
  explain: explainSilence,
  tell: tellSilence,
})
