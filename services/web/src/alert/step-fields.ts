import type { StepName } from '#/parts/send-step.ts'
import { instantOfTyped } from '#/parts/typed-time.ts'

/** How a field is entered. */
export type FieldKind =
  | 'passage'
  | 'unit'
  | 'person'
  | 'time'
  | 'minutes'
  | 'finding'
  | 'files'
  | 'measures'
  | 'closing'
  | 'level'
  | 'alert'
  | 'subject'
  | 'further'
  | 'measure_kind'
  | 'words'
  | 'yes'

export interface StepField {
  /** In the body of the step. */
  readonly name: string
  readonly kind: FieldKind
  readonly required?: true
}

/** What somebody typed, by the name of the field; files and measures are lists. */
export type Draft = Readonly<Record<string, string | readonly string[] | undefined>>

const WHY: StepField = { name: 'reason', kind: 'passage', required: true }
const WHY_IF_ANY: StepField = { name: 'reason', kind: 'passage' }

/** The steps that have a form, with its fields in their order. */
export const STEP_FIELDS = {
  sign: [],
  claim: [{ name: 'minutes', kind: 'minutes' }, { name: 'take_over', kind: 'yes' }, WHY_IF_ANY],
  release: [],
  assign: [{ name: 'to', kind: 'person', required: true }, WHY],
  route: [{ name: 'unit', kind: 'unit', required: true }, WHY],
  transfer: [{ name: 'unit', kind: 'unit' }, { name: 'to', kind: 'person' }, WHY],
  return: [WHY],
  verify: [
    { name: 'finding', kind: 'finding', required: true },
    { name: 'evidence', kind: 'files' },
    WHY,
  ],
  dispose: [
    { name: 'measure', kind: 'passage', required: true },
    { name: 'links', kind: 'measures' },
    WHY,
  ],
  'feed-back': [{ name: 'feedback', kind: 'passage', required: true }],
  close: [
    { name: 'reason_code', kind: 'closing', required: true },
    WHY,
    { name: 'despite_open_parts', kind: 'passage' },
  ],
  'confirm-closing': [WHY],
  'decline-closing': [WHY],
  reopen: [WHY],
  escalate: [{ name: 'level', kind: 'level' }, { name: 'due_at', kind: 'time' }, WHY],
  silence: [{ name: 'until', kind: 'time', required: true }, WHY],
  urge: [WHY],
  supervise: [{ name: 'answer_by', kind: 'time' }, WHY],
  merge: [{ name: 'into', kind: 'alert', required: true }, WHY],
  detach: [WHY],
  'add-subject': [{ name: 'subject_id', kind: 'subject', required: true }, WHY],
  'remove-subject': [{ name: 'subject_id', kind: 'further', required: true }, WHY],
  'ask-cooperation': [
    { name: 'unit', kind: 'unit', required: true },
    { name: 'task', kind: 'passage', required: true },
    { name: 'due_at', kind: 'time' },
    WHY,
  ],
  'answer-cooperation': [{ name: 'feedback', kind: 'passage', required: true }],
  'withdraw-cooperation': [WHY],
  link: [
    { name: 'kind', kind: 'measure_kind', required: true },
    { name: 'number', kind: 'words', required: true },
    { name: 'department', kind: 'words' },
  ],
  unlink: [WHY],
  comment: [{ name: 'text', kind: 'passage', required: true }],
  tag: [{ name: 'tag', kind: 'words', required: true }],
} as const satisfies Partial<Record<StepName, readonly StepField[]>>

export type FormStep = keyof typeof STEP_FIELDS

export function fieldsOf(step: FormStep): readonly StepField[] {
  return STEP_FIELDS[step]
}

export function hasForm(step: StepName): step is FormStep {
  return step in STEP_FIELDS
}

/** Fields that are missing, and times that are none, by their names. */
export function faultsOf(step: FormStep, draft: Draft): readonly string[] {
  // A transfer goes to a unit, to a person, or to both.
  if (step === 'transfer' && isEmpty(draft['unit']) && isEmpty(draft['to'])) return ['unit', 'to']
  return fieldsOf(step)
    .filter(({ name, kind, required }) => {
      const value = draft[name]
      if (isEmpty(value)) return required === true
      return kind === 'time' && instantOfTyped(String(value)) === undefined
    })
    .map(({ name }) => name)
}

/** What is sent, of a draft without faults. */
export function bodyOf(step: FormStep, draft: Draft): Readonly<Record<string, unknown>> {
  const body: Record<string, unknown> = {}
  for (const { name, kind } of fieldsOf(step)) {
    const value = draft[name]
    if (!isEmpty(value)) body[name] = sentAs(kind, value)
  }
  return body
}

function sentAs(kind: FieldKind, value: NonNullable<Draft[string]>): unknown {
  if (typeof value !== 'string')
    return kind === 'measures' ? value.map((one) => JSON.parse(one) as unknown) : value
  if (kind === 'time') return instantOfTyped(value)
  if (kind === 'minutes') return Number(value)
  return kind === 'yes' ? value === 'yes' : value.trim()
}

function isEmpty(value: Draft[string]): value is undefined {
  return value === undefined || (typeof value === 'string' ? value.trim() : value).length === 0
}
