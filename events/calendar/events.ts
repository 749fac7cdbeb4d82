import { z } from 'zod'
import { defineRecord, personal } from '#/define-event.ts'
import { RegionIdSchema } from '#/identifiers/region-id.ts'
import { CivilDateSchema } from '#/instant.ts'
import { Code, Passage, Version, Words } from '#/vocabulary.ts'

/** Days that a notice names, off or worked; a year has no more. */
export const NOTICED_DAYS_MAX = 366
export const NOTICE_YEARS = { first: 1950, last: 2200 } as const

/** Whose calendar: a country or territory by its two letters (ISO 3166). */
export const Jurisdiction = z
  .string()
  .regex(/^[A-Z]{2}$/, 'expected two capital letters, such as CN or TW')
  .meta({
    title: '法域 Jurisdiction',
    description: 'A country or territory by its two letters.',
    examples: ['CN', 'TW'],
  })

/** The jurisdiction whose calendar counts where nothing else is said. */
export const JURISDICTION_BY_DEFAULT = 'CN'

const Days = z.array(CivilDateSchema).max(NOTICED_DAYS_MAX)

export const HolidayNoticeRecorded = defineRecord(
  'HolidayNoticeRecorded',
  { en: 'Holiday notice recorded', zh: '放假安排登记' },
  {
    en: 'The holidays of a year, and the days worked in lieu, became known; or they were changed.',
    zh: '登记某年度放假调休安排，或者登记其变更。',
  },
  {
    jurisdiction: Jurisdiction,
    /** Where a notice adds to that of the country; null for the country's own. */
    region: RegionIdSchema.nullable(),
    year: z.int().min(NOTICE_YEARS.first).max(NOTICE_YEARS.last),
    /** How often the year was announced, with this time. */
    version: Version,
    /** The version whose place it takes; null for the first. */
    supersedes: Version.nullable(),
    off: Days,
    /** Days of a weekend that are worked. */
    work: Days,
    title: Words,
    /** Of the document, such as 国办发明电〔2026〕9号. */
    number: Code.nullable(),
    url: Passage.nullable(),
    published_on: CivilDateSchema,
    actor: personal(Words),
    reason: personal(Passage),
  },
)
export type HolidayNoticeRecorded = z.infer<typeof HolidayNoticeRecorded.data>

export const calendarEvents = [HolidayNoticeRecorded] as const
