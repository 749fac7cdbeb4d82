import { dateOf } from '../dates.ts'
import { officeTimeAfter } from './office-time.ts'
import { personName } from './people.ts'
import { DAY_MS } from '../seasons.ts'
import type { Matter, Stage } from '../stage.ts'
import type { Subject } from '../subjects.ts'

const LEAVES = 0.12
const YEARS_BACK = 25
const REPORTS_YEARLY = 0.4
const CHANGES = ['法定代表人变更', '住所变更', '经营范围变更', '注册资本变更']

/** What the register holds of a subject, sent when the subject is met for the first time. */
export function register(stage: Stage, subject: Subject, sentMs: number): void {
  const { random } = stage
  const at = officeTimeAfter(sentMs - (random.below(YEARS_BACK * 365) + 30) * DAY_MS, 1, random)
  const { cityName, name: districtName } = subject.district
  stage.report(stage.matter(subject), {
    type: 'SubjectRegistered',
    at,
    sentMs,
    by: 'counter',
    data: {
      name: subject.name,
      subject_type:
        subject.sector.registrationClass === '92' ? 'individual_business' : 'enterprise',
      uscc: subject.id,
      registration_authority: `${districtName}市场监督管理局`,
      registration_state: { text: '存续' },
      legal_representative: personName(random),
      industry_code: subject.sector.industry,
      capital_cents: (10 + random.below(990)) * 1_000_000,
      capital_currency: 'CNY',
      established_on: dateOf(at),
      address_registered: `${cityName}${districtName}模拟路${1 + random.below(900)}号`,
    },
  })
}

/** A change of particulars, an annual report, or the end. */
export function startRegistration(stage: Stage, matter: Matter, at: number): void {
  const { random, subjects } = stage
  const { subject } = matter
  if (!subjects.stays(subject) && random.chance(LEAVES)) {
    subjects.leave(subject)
    stage.report(matter, {
      type: 'SubjectDeregistered',
      at,
      by: 'counter',
      data: { reason: { text: '决议解散' }, authority: `${subject.district.name}市场监督管理局` },
    })
    return
  }
  if (random.chance(REPORTS_YEARLY)) {
    fileAnnualReport(stage, matter, at)
    return
  }
  const change = random.pick(CHANGES)
  stage.report(matter, {
    type: 'SubjectChanged',
    at,
    by: 'counter',
    data: {
      change: { text: change },
      ...(change === '法定代表人变更' ? { legal_representative: personName(random) } : {}),
    },
  })
}

function fileAnnualReport(stage: Stage, matter: Matter, at: number): void {
  const yuan = stage.random.below(5_000_000)
  stage.report(matter, {
    type: 'AnnualReportFiled',
    at,
    by: 'counter',
    data: {
      report_year: Number(dateOf(at).slice(0, 4)) - 1,
      currency: 'CNY',
      revenue_cents: yuan * 100,
      revenue_unit: 'yuan',
      revenue_text: String(yuan),
      staff: stage.random.below(60),
      all_zero: false,
    },
  })
}
