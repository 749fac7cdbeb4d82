import type { ParseKeys, TFunction } from 'i18next'
import type { z } from 'zod'
import type {
  PublishedInspectionView,
  PublishedLicenceView,
  PublishedPenaltyView,
} from '@jianwei/services/server/views/publication-view.ts'
import type { pageOf } from '@jianwei/services/server/pages.ts'
import { languageNow, tagOf } from '#/language/language.ts'

export type PublicationKind = 'penalties' | 'licences' | 'inspections'

type AnyView =
  | typeof PublishedPenaltyView
  | typeof PublishedLicenceView
  | typeof PublishedInspectionView
type Penalty = z.output<typeof PublishedPenaltyView>
type Licence = z.output<typeof PublishedLicenceView>
type Inspection = z.output<typeof PublishedInspectionView>

/** A page of whichever kind. */
export type PublicationPage = ReturnType<typeof pageOf<AnyView>>
export type Publication = Penalty | Licence | Inspection

export interface Row {
  readonly name: string
  readonly value: string
}

type Words = TFunction<['public', 'fields']>
type RowName = Extract<ParseKeys<'public'>, `row.${string}`>

const CENTS = 100

/** What a publication says, in the order in which people read it, without what it does not say. */
export function publicationRows(item: Publication, t: Words): readonly Row[] {
  const said: readonly (readonly [RowName, string | null])[] =
    'decided_on' in item
      ? penaltyRows(item, t)
      : 'inspected_on' in item
        ? inspectionRows(item, t)
        : licenceRows(item, t)
  return said.flatMap(([name, value]) => (value === null ? [] : [{ name: t(name), value }]))
}

function penaltyRows(item: Penalty, t: Words): readonly (readonly [RowName, string | null])[] {
  // Codes of the exchange data; one that has no name here is shown as it is.
  const kinds = item.penalty_types.map((code) =>
    t(`fields:penalty_type.${code}` as 'fields:penalty_type.01', { defaultValue: code }),
  )
  return [
    ['row.uscc', item.uscc],
    ['row.decided_on', item.decided_on],
    ['row.decision_number', item.decision_number],
    ['row.penalty_types', kinds.join(t('list_separator'))],
    ['row.violation_type', item.violation_type],
    ['row.fine', amountOf(item.fine_cents, item.currency)],
    ['row.confiscated', amountOf(item.confiscated_cents, item.currency)],
    ['row.authority', item.authority],
    ['row.published_until', item.published_until],
  ]
}

function licenceRows(item: Licence, t: Words): readonly (readonly [RowName, string | null])[] {
  return [
    ['row.uscc', item.uscc],
    ['row.licence_name', item.licence_name],
    ['row.licence_number', item.licence_number],
    ['row.licence_type', item.licence_type],
    ['row.licence_state', t(`licence_state.${item.state}`)],
    ['row.valid_from', item.valid_from],
    ['row.valid_to', item.valid_to ?? t('without_end')],
    ['row.decision_number', item.decision_number],
    ['row.authority', item.authority],
    ['row.since', item.since],
  ]
}

function inspectionRows(
  item: Inspection,
  t: Words,
): readonly (readonly [RowName, string | null])[] {
  const { check_form, problem_found } = item
  const form =
    check_form === null
      ? null
      : t(`check_form.${check_form}` as 'check_form.01', { defaultValue: check_form })
  return [
    ['row.uscc', item.uscc],
    ['row.inspected_on', item.inspected_on],
    ['row.check_form', form],
    ['row.check_type', item.check_type],
    ['row.check_result', item.check_result],
    ['row.problem_found', problem_found === null ? null : t(problem_found ? 'yes' : 'no')],
    ['row.authority', item.authority],
    ['row.published_until', item.published_until],
  ]
}

/** Without a currency the number alone: nobody guesses one. */
function amountOf(cents: number | null, currency: string | null): string | null {
  if (cents === null) return null
  const format: Intl.NumberFormatOptions = {
    minimumFractionDigits: 2,
    ...(currency === null ? {} : { style: 'currency', currency }),
  }
  return new Intl.NumberFormat(tagOf(languageNow()), format).format(cents / CENTS)
}
