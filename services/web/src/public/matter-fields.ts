/** The fields of the two forms, in the order in which people fill them in. */

export const REGIONS = [
  '110000',
  '120000',
  '130000',
  '140000',
  '150000',
  '210000',
  '220000',
  '230000',
  '310000',
  '320000',
  '330000',
  '340000',
  '350000',
  '360000',
  '370000',
  '410000',
  '420000',
  '430000',
  '440000',
  '450000',
  '460000',
  '500000',
  '510000',
  '520000',
  '530000',
  '540000',
  '610000',
  '620000',
  '630000',
  '640000',
  '650000',
  '710000',
  '810000',
  '820000',
] as const

export type MatterKind = 'complaint' | 'report'

export type MatterField =
  | 'respondent_name'
  | 'reported_name'
  | 'uscc'
  | 'region'
  | 'place'
  | 'title'
  | 'content'
  | 'claim'
  | 'complainant_name'
  | 'complainant_phone'
  | 'complainant_address'
  | 'reporter_name'
  | 'reporter_phone'

export interface FieldPlan {
  readonly name: MatterField
  /** As many characters as the server takes. */
  readonly characters: number
  readonly needed?: true
  /** Absent for a single line. */
  readonly lines?: number
  /** What a browser may fill in, and which keyboard a telephone shows. */
  readonly fills?: 'name' | 'tel' | 'street-address'
}

export interface PartPlan {
  readonly title: 'whom' | 'what' | 'who'
  readonly fields: readonly FieldPlan[]
}

const NAME = 100
const PLACE = 300
const PHONE = 30
const TITLE = 200
const CONTENT = 5_000
const LINES = 6

const WHERE: readonly FieldPlan[] = [
  { name: 'uscc', characters: 30 },
  { name: 'region', characters: 6 },
  { name: 'place', characters: PLACE },
]
const WHAT: readonly FieldPlan[] = [
  { name: 'title', characters: TITLE, needed: true },
  { name: 'content', characters: CONTENT, needed: true, lines: LINES },
]

export const PARTS: Readonly<Record<MatterKind, readonly PartPlan[]>> = {
  complaint: [
    {
      title: 'whom',
      fields: [{ name: 'respondent_name', characters: NAME, needed: true }, ...WHERE],
    },
    { title: 'what', fields: [...WHAT, { name: 'claim', characters: CONTENT, lines: 2 }] },
    {
      title: 'who',
      fields: [
        { name: 'complainant_name', characters: NAME, needed: true, fills: 'name' },
        { name: 'complainant_phone', characters: PHONE, needed: true, fills: 'tel' },
        { name: 'complainant_address', characters: PLACE, fills: 'street-address' },
      ],
    },
  ],
  report: [
    {
      title: 'whom',
      fields: [{ name: 'reported_name', characters: NAME, needed: true }, ...WHERE],
    },
    { title: 'what', fields: WHAT },
    {
      title: 'who',
      fields: [
        { name: 'reporter_name', characters: NAME, fills: 'name' },
        { name: 'reporter_phone', characters: PHONE, fills: 'tel' },
      ],
    },
  ],
}

export type Typed = Readonly<Partial<Record<MatterField, string>>>

export function fieldsOf(kind: MatterKind): readonly FieldPlan[] {
  return PARTS[kind].flatMap(({ fields }) => fields)
}

/** What is sent: without blanks around, and without what was left empty. */
export function formOf(kind: MatterKind, typed: Typed): Typed {
  const filled = fieldsOf(kind).flatMap(({ name }) => {
    const text = typed[name]?.trim() ?? ''
    return text === '' ? [] : [[name, text] as const]
  })
  return Object.fromEntries(filled)
}

/** Fields that must be filled in and are not. */
export function missingIn(kind: MatterKind, form: Typed): readonly MatterField[] {
  return fieldsOf(kind).flatMap(({ name, needed }) =>
    needed === true && form[name] === undefined ? [name] : [],
  )
}
