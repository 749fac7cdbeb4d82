import type { FactContent } from '@jianwei/events/fact.ts'

/** Why a fact speaks against a risk, for people. */
export interface SpeaksAgainst {
  readonly code: string
  readonly en: string
  readonly zh: string
}

type Data = FactContent['data']

/**
 * Per type of fact, when one of it speaks for its subject. What a rule says of a subject stays as
 * it is; this is what a reviewer should look at before they believe it.
 */
const SPEAKING: Readonly<
  Record<string, { readonly says: SpeaksAgainst; readonly when: (data: Data) => boolean }>
> = {
  InspectionConducted: {
    says: {
      code: 'INSPECTION_PASSED',
      en: 'An inspection found no item that failed.',
      zh: '检查未发现不合格项。',
    },
    when: (data) => {
      const results = resultsOf(data['check_items'])
      return results.includes('pass') && !results.includes('fail')
    },
  },
  RectificationChecked: {
    says: {
      code: 'RECTIFIED',
      en: 'What was ordered to be corrected was found corrected.',
      zh: '责令整改事项经复查已整改。',
    },
    when: (data) => data['outcome'] === 'rectified',
  },
  CaseClosed: {
    says: {
      code: 'CASE_WITHOUT_PENALTY',
      en: 'A case ended without a penalty.',
      zh: '案件办结，不予处罚。',
    },
    when: (data) => data['no_penalty'] === true,
  },
  ReviewDecided: {
    says: {
      code: 'DECISION_CHANGED',
      en: 'A decision was changed or revoked on review.',
      zh: '决定经复议变更或者撤销。',
    },
    when: (data) => data['effect'] === 'changed' || data['effect'] === 'revoked',
  },
  ComplaintConcluded: {
    says: {
      code: 'COMPLAINT_NOT_SUBSTANTIATED',
      en: 'A complaint was found not substantiated, or was settled.',
      zh: '投诉不属实，或者已达成和解。',
    },
    when: (data) => data['outcome'] === 'not_substantiated' || data['outcome'] === 'settled',
  },
  CoercionLifted: always('COERCION_LIFTED', 'A compulsory measure ended.', '强制措施已解除。'),
  LicenceRenewed: always('LICENCE_RENEWED', 'A licence was renewed.', '许可已延续。'),
  AbnormalOperationRemoved: always(
    'ABNORMAL_OPERATION_REMOVED',
    'The subject left the list of abnormal operations.',
    '已移出经营异常名录。',
  ),
  SeriousViolationRemoved: always(
    'SERIOUS_VIOLATION_REMOVED',
    'The subject left the list of serious violation and dishonesty.',
    '已移出严重违法失信名单。',
  ),
  CreditRepaired: always('CREDIT_REPAIRED', 'Credit was repaired.', '信用已修复。'),
}

/** The types of facts of which some speak against a risk. */
export const SPEAKING_TYPES: readonly string[] = Object.keys(SPEAKING)

/** Why the fact speaks against a risk; undefined where it does not. */
export function speaksAgainst({ type, data }: FactContent): SpeaksAgainst | undefined {
  const known = SPEAKING[type]
  return known?.when(data) === true ? known.says : undefined
}

function always(code: string, en: string, zh: string) {
  return { says: { code, en, zh }, when: () => true }
}

function resultsOf(items: unknown): readonly unknown[] {
  if (!Array.isArray(items)) return []
  return items.map((item: unknown) =>
    typeof item === 'object' && item !== null && 'result' in item ? item.result : undefined,
  )
}
