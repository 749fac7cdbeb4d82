import type { TFunction } from 'i18next'
import type { AlertEventType } from '@jianwei/events/alert/effects.ts'
import { actorSaid } from '#/parts/actor.ts'
import { minuteOf } from '#/parts/times.ts'

/** What a step says of itself. */
export interface ToldStep {
  readonly type: string
  readonly actor: string
  readonly data?: Readonly<Record<string, unknown>>
}

export interface StepWords {
  readonly t: TFunction<'alert'>
  readonly word: TFunction<'words'>
  readonly unitName: (unitId: string) => string
  readonly eventName: (type: string) => string
}

/** Steps of the platform itself, or of those who look, which a reader passes over. */
const QUIET: readonly string[] = ['AlertViewed'] satisfies readonly AlertEventType[]

export function isQuiet({ type }: ToldStep): boolean {
  return QUIET.includes(type)
}

/** Who did what, in a sentence. */
export function stepSentence({ type, actor, data = {} }: ToldStep, words: StepWords): string {
  const { t, word, eventName } = words
  // A type that the table does not know is told by its name.
  const key = `did.${type}` as 'did.AlertViewed'
  return t(key, {
    defaultValue: t('did_other', { who: actorSaid(actor, word), what: eventName(type) }),
    who: actorSaid(actor, word),
    ...said(data, words),
  })
}

/** The same of a step that is told without what it says, as in a refusal: its changes say more. */
export function shortSentence(
  { type, actor }: ToldStep,
  { t, word, eventName }: StepWords,
): string {
  return t('did_other', { who: actorSaid(actor, word), what: eventName(type) })
}

/** What somebody wrote in a step, besides the reason. */
export function writtenIn({ data = {} }: ToldStep): string | undefined {
  for (const field of ['text', 'measure', 'feedback', 'task', 'despite_open_parts']) {
    const value = data[field]
    if (typeof value === 'string' && value !== '') return value
  }
  return undefined
}

/** What sentences name: units by their names, times by the clock, codes in words. */
function said(
  data: Readonly<Record<string, unknown>>,
  { t, word, unitName }: StepWords,
): Readonly<Record<string, string>> {
  const text = (field: string): string => {
    const value = data[field]
    return typeof value === 'string' ? value : ''
  }
  const time = (field: string): string => (text(field) === '' ? '' : minuteOf(text(field)))
  const unit = text('unit')
  const target = [unit === '' ? '' : unitName(unit), text('to')].filter((one) => one !== '')
  return {
    to: target.join(' '),
    until: time('until'),
    finding: codeSaid('finding', text('finding'), word),
    reason_code: codeSaid('closing_reason', text('reason_code'), word),
    level: codeSaid('level', text('level'), word),
    kind: codeSaid('measure', text('kind'), word),
    number: text('number'),
    tag: text('tag'),
    name: text('name'),
    subject: text('further_subject'),
    answer_by: text('answer_by') === '' ? t('did_no_limit') : time('answer_by'),
    due: text('due_at') === '' ? t('did_no_limit') : time('due_at'),
  }
}

/** A code by its name; as it is where nobody named it. */
export function codeSaid(
  table: 'finding' | 'closing_reason' | 'level' | 'measure' | 'state',
  code: string,
  word: TFunction<'words'>,
): string {
  return word(`${table}.${code}` as 'state.raised', { defaultValue: code })
}
