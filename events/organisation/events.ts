import { z } from 'zod'
import { defineRecord, personal } from '#/define-event.ts'
import { RegionCodeSchema } from '#/identifiers/region-code.ts'
import { RegionIdSchema } from '#/identifiers/region-id.ts'
import { CivilDateSchema } from '#/instant.ts'
import { Code, Passage, Words } from '#/vocabulary.ts'

/*
 * The one directory of organisations (统一组织机构目录) and the grid cells (网格). Days are those of
 * the world: what holds from a day on, and `valid_to` and an end name the first day on which it no
 * longer holds. When it became known is the event's position. `decider.ts` says what may be said.
 */

export const SPELLINGS_PER_UNIT_MAX = 200
export const SUCCESSORS_MAX = 50

/** Stays the same for ever, whatever the unit is called and wherever it stands. */
export const UnitId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)
  .meta({ description: 'Letters, digits, dots, hyphens, underscores', examples: ['xm-siming-mr'] })

/**
 * How events of departments name a unit, to the letter. `region`: only for facts there or within;
 * null for facts anywhere.
 */
export const Spelling = z.strictObject({
  spelling: Words,
  region: RegionIdSchema.nullable(),
  /** Null: as long as the unit. */
  valid_from: CivilDateSchema.nullable(),
  valid_to: CivilDateSchema.nullable(),
})
export type Spelling = z.infer<typeof Spelling>

const step = { actor: personal(Words), reason: personal(Passage) }
const ofUnit = { unit_id: UnitId, ...step }

/** `spellings` has the name too: whoever looks for spellings looks nowhere else. */
export const UnitRegistered = defineRecord(
  'UnitRegistered',
  { en: 'Unit registered', zh: '机构登记' },
  { en: 'A unit entered the directory of organisations.', zh: '机构列入统一组织机构目录。' },
  {
    ...ofUnit,
    name: Words,
    /** Its number in another register, such as its unified social credit code. */
    code: Code.nullable(),
    region: RegionIdSchema.nullable(),
    parent: UnitId.nullable(),
    valid_from: CivilDateSchema,
    valid_to: CivilDateSchema.nullable(),
    spellings: z.array(Spelling).min(1).max(SPELLINGS_PER_UNIT_MAX),
  },
)
export type UnitRegistered = z.infer<typeof UnitRegistered.data>

export const UnitRenamed = defineRecord(
  'UnitRenamed',
  { en: 'Unit renamed', zh: '机构更名' },
  { en: 'A unit has another name from a day on.', zh: '机构自某日起更名。' },
  { ...ofUnit, name: Words, from: CivilDateSchema },
)
export type UnitRenamed = z.infer<typeof UnitRenamed.data>

export const UnitMoved = defineRecord(
  'UnitMoved',
  { en: 'Unit moved', zh: '机构隶属变更' },
  { en: 'A unit stands below another from a day on.', zh: '机构自某日起改变隶属关系。' },
  { ...ofUnit, parent: UnitId.nullable(), from: CivilDateSchema },
)
export type UnitMoved = z.infer<typeof UnitMoved.data>

/** `work_goes_to`: which of the successors has the open work, and is meant by the old names. */
export const UnitSucceeded = defineRecord(
  'UnitSucceeded',
  { en: 'Unit succeeded', zh: '机构承继' },
  {
    en: 'A unit ended by a merger, a take-over or a split; others act in its place from a day on.',
    zh: '机构因合并、划转或者分设而终止，自某日起由其他机构承继职责。',
  },
  {
    ...ofUnit,
    successors: z.array(UnitId).min(1).max(SUCCESSORS_MAX),
    work_goes_to: UnitId,
    from: CivilDateSchema,
  },
)
export type UnitSucceeded = z.infer<typeof UnitSucceeded.data>

export const UnitDissolved = defineRecord(
  'UnitDissolved',
  { en: 'Unit dissolved', zh: '机构撤销' },
  { en: 'A unit ended and nobody acts in its place.', zh: '机构撤销，无承继机构。' },
  { ...ofUnit, from: CivilDateSchema },
)
export type UnitDissolved = z.infer<typeof UnitDissolved.data>

export const UnitReinstated = defineRecord(
  'UnitReinstated',
  { en: 'Unit reinstated', zh: '机构终止更正' },
  { en: 'The end of a unit had been recorded in error.', zh: '机构的终止系误录，予以更正。' },
  ofUnit,
)
export type UnitReinstated = z.infer<typeof UnitReinstated.data>

export const UnitCorrected = defineRecord(
  'UnitCorrected',
  { en: 'Unit corrected', zh: '机构登记更正' },
  {
    en: 'What had been registered of a unit was wrong from the beginning.',
    zh: '机构的登记内容自始有误，予以更正。',
  },
  {
    ...ofUnit,
    code: Code.nullable(),
    region: RegionIdSchema.nullable(),
    valid_from: CivilDateSchema,
  },
)
export type UnitCorrected = z.infer<typeof UnitCorrected.data>

/** The newest one of a unit, a spelling and a region is what holds. */
export const UnitSpellingAdded = defineRecord(
  'UnitSpellingAdded',
  { en: 'Unit spelling added', zh: '机构写法登记' },
  {
    en: 'Events of departments name a unit by these letters too, or between other days.',
    zh: '登记部门上报数据中对机构的一种写法，或者更正其起止日期。',
  },
  { ...ofUnit, ...Spelling.shape },
)
export type UnitSpellingAdded = z.infer<typeof UnitSpellingAdded.data>

export const UnitSpellingRemoved = defineRecord(
  'UnitSpellingRemoved',
  { en: 'Unit spelling removed', zh: '机构写法移除' },
  { en: 'A spelling never meant the unit.', zh: '某写法从未指向该机构，予以移除。' },
  { ...ofUnit, spelling: Words, region: RegionIdSchema.nullable() },
)
export type UnitSpellingRemoved = z.infer<typeof UnitSpellingRemoved.data>

/** Begins with the code of the region that it lies in; facts there have the region `grid:CODE`. */
export const GridCellCode = z
  .string()
  .regex(/^\d{7,20}$/)
  .meta({ description: '7 to 20 digits that begin with those of the region' })

const cell = {
  cell_code: GridCellCode,
  ...step,
  name: Words,
  region: RegionCodeSchema,
  /** The unit that is responsible for it. */
  unit_id: UnitId.nullable(),
}

export const GridCellDefined = defineRecord(
  'GridCellDefined',
  { en: 'Grid cell defined', zh: '网格划定' },
  { en: 'A cell of the grid was drawn within a region.', zh: '在某区域内划定网格。' },
  { ...cell, valid_from: CivilDateSchema, valid_to: CivilDateSchema.nullable() },
)
export type GridCellDefined = z.infer<typeof GridCellDefined.data>

/** Says all of the cell anew, from a day on. */
export const GridCellChanged = defineRecord(
  'GridCellChanged',
  { en: 'Grid cell changed', zh: '网格变更' },
  {
    en: 'A cell has another name or responsible unit from a day on, or ends.',
    zh: '网格自某日起变更名称或者责任单位，或者终止。',
  },
  { ...cell, from: CivilDateSchema, valid_to: CivilDateSchema.nullable() },
)
export type GridCellChanged = z.infer<typeof GridCellChanged.data>

export const organisationEvents = [
  UnitRegistered,
  UnitRenamed,
  UnitMoved,
  UnitSucceeded,
  UnitDissolved,
  UnitReinstated,
  UnitCorrected,
  UnitSpellingAdded,
  UnitSpellingRemoved,
  GridCellDefined,
  GridCellChanged,
] as const

type Defined = (typeof organisationEvents)[number]
export type OrganisationEventType = Defined['type']

/** What is said of the directory, in the order of the log. */
export type OrganisationEvent = {
  [Type in OrganisationEventType]: {
    readonly type: Type
    readonly data: z.infer<Extract<Defined, { readonly type: Type }>['data']>
  }
}[OrganisationEventType]

export const ORGANISATION_EVENT_TYPES: readonly OrganisationEventType[] = organisationEvents.map(
  ({ type }) => type,
)
