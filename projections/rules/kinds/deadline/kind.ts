import { defineKind } from '#/rules/kinds/define-kind.ts'
import { factsOfTypes } from '#/rules/facts/versions-sql.ts'
import { dutyDueSql, movedDueSql } from '#/rules/kinds/deadline/due-sql.ts'
import { missingYear } from '#/rules/kinds/deadline/due.ts'
import { explainDeadline } from '#/rules/kinds/deadline/explanation.ts'
import { deadlineLedgerSql } from '#/rules/kinds/deadline/ledger-sql.ts'
import {
  DeadlineShape,
  parseDeadline,
  type DeadlineRule,
} from '#/rules/kinds/deadline/parameters.ts'
import { answerDue, dutiesTied, unansweredDuties } from '#/rules/kinds/deadline/evaluate.ts'
import {
  deadlineOutcomesSql,
  deadlineWarningsSql,
  newlyDueSubjectsSql,
  undatedDutiesSql,
} from '#/rules/kinds/deadline/warnings-sql.ts'
import { sql } from '#/sql.ts'
import { tellDeadline } from '#/rules/kinds/deadline/sentence.ts'

export const deadlineKind = defineKind<DeadlineRule>({
  name: 'deadline',
  judged: 'facts',
  shape: DeadlineShape,
  parse: parseDeadline,
  selections: ({ parameters }) => [parameters.duty, parameters.answer],
  lookBackSeconds: null,
  groupOf: () => null,
  anchorFacts: ({ parameters }) => factsOfTypes(parameters.duty.events, sql`second`),
  onClock: {
    newlyDueSql: newlyDueSubjectsSql,
    settledBefore: true,
  },
  warningsSql: (rule, view) => deadlineWarningsSql(rule, view, view.clock),
  ledgerSql: deadlineLedgerSql,
  outcomesSql: deadlineOutcomesSql,
  ledgerOutcomesSql: null,
  answers: {
    types: ({ parameters }) => parameters.answer.events,
    ofOtherTypes: false,
    byWorkingDays: {
      jurisdiction: ({ parameters: { due } }) =>
        due.in === 'working_days' ? due.jurisdiction : null,
      missingYear,
      movedDueSql,
      undatedSql: undatedDutiesSql,
    },
    dueSql: dutyDueSql,
    due: answerDue,
  },
  evaluate: { waiting: unansweredDuties, tied: dutiesTied },
  // As an anchor it may go, and may come, where it lies.
  reach: () => ({ before_seconds: 0, after_seconds: 0 }),
  bySeconds: null,
  explain: explainDeadline,
  tell: tellDeadline,
})
