import { randomUUID } from 'node:crypto'
import {
  newSubject,
  reportFacts,
  TEST_SOURCE,
  untilKnown,
  type ReportedFact,
} from '#/support/browser/reported-facts.ts'

/** What departments reported about a subject: late, corrected and retracted after March 2025. */
export interface ReportedHistory {
  readonly subject_id: string
  /** Numbers of decisions, sorted: of every version that there is. */
  readonly all: readonly string[]
  /** Of what had happened and was known at the end of March. */
  readonly known_in_march: readonly string[]
  /** Of what had happened by the end of March, as known at the end of the year. */
  readonly known_later: readonly string[]
  /** Of all that was known at the end of the year. */
  readonly known_at_year_end: readonly string[]
  /** From the end of March, as known then, to what was known at the end of the year. */
  readonly changes_since_march: Readonly<Record<string, number>>
}

/**
 * Reports a licence and five penalties: one stays as it is, one is corrected in May, one is
 * retracted in June, one of February is reported only in May, and one is of August.
 */
export async function reportHistory(origin: string, token: string): Promise<ReportedHistory> {
  const subject_id = newSubject()
  const penalty = (number: string, time: string, reportedat: string): ReportedFact => ({
    id: randomUUID(),
    type: 'PenaltyDecided',
    subject: subject_id,
    time,
    reportedat,
    data: { penalty_types: ['02'], decision_number: `示环罚〔2025〕${number}号` },
  })
  const kept = penalty('1', '2025-01-15T02:00:00Z', '2025-01-16T02:00:00Z')
  const corrected = penalty('2', '2025-02-10T02:00:00Z', '2025-02-11T02:00:00Z')
  const retracted = penalty('3', '2025-02-12T02:00:00Z', '2025-02-13T02:00:00Z')
  const late = penalty('4', '2025-02-20T02:00:00Z', '2025-05-06T02:00:00Z')
  const later = penalty('5', '2025-08-01T02:00:00Z', '2025-08-02T02:00:00Z')
  const amend = (of: ReportedFact, time: string, type: string, more: object): ReportedFact => ({
    type,
    subject: subject_id,
    time,
    reportedat: time,
    data: { fact: { source: TEST_SOURCE, id: of.id }, ...more },
  })
  const { type, time: occurred_at, data } = corrected
  await reportFacts(origin, token, [
    {
      type: 'LicenceGranted',
      subject: subject_id,
      time: '2024-07-01T02:00:00Z',
      reportedat: '2024-07-02T02:00:00Z',
      data: {
        licence_number: 'SH-TEST-0001',
        licence_name: '排污许可证',
        decision_number: '示环许〔2025〕0号',
        valid_from: '2024-07-01',
        valid_to: '2025-06-30',
      },
    },
    kept,
    corrected,
    retracted,
    late,
    later,
    amend(corrected, '2025-05-07T02:00:00Z', 'FactCorrected', {
      reason: '文号误填',
      replacement: {
        type,
        schema_version: 1,
        occurred_at,
        region: '330203',
        department: '示例区生态环境局',
        data: { ...data, decision_number: '示环罚〔2025〕2-1号' },
      },
    }),
    amend(retracted, '2025-06-08T02:00:00Z', 'FactRetracted', { reason: '重复报送' }),
  ])
  await untilKnown(origin, token, subject_id, VERSIONS)
  const licence = '示环许〔2025〕0号'
  const numbered = (...numbers: readonly string[]): readonly string[] =>
    [...numbers.map((number) => `示环罚〔2025〕${number}号`), licence].toSorted()
  return {
    subject_id,
    all: ['', ...numbered('1', '2', '2-1', '3', '4', '5')].toSorted(),
    known_in_march: numbered('1', '2', '3'),
    known_later: numbered('1', '2-1', '4'),
    known_at_year_end: numbered('1', '2-1', '4', '5'),
    changes_since_march: { added: 2, corrected: 1, retracted: 1, left_out: 0 },
  }
}

/** The licence, the five penalties, the correction and the retraction. */
const VERSIONS = 8
