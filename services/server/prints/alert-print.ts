import type { Calendars } from '@jianwei/events/calendar/calendars.ts'
import type { DocumentKind, DocumentPrinted } from '@jianwei/events/document/events.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventRow } from '@jianwei/projections/events/event-row.ts'
import { maskedColumn, maskedEvent } from '#/access/masking.ts'
import type { Asker } from '#/access/shown-kinds.ts'
import type { SubjectName } from '@jianwei/projections/subjects/queries.ts'
import type { ReadAlert } from '#/desk/alert-steps.ts'
import type { SeenDuty } from '#/duties/duty-steps.ts'
import { LEVEL_NAMES, STATE_NAMES } from '#/server/exports/words.ts'
import type { Names } from '#/server/names.ts'
import type { GivenNumber } from '#/server/prints/document-numbers.ts'
import { DOCUMENT_TITLES, SIGNATURES } from '#/server/prints/occasions.ts'
import { limitOf } from '#/server/prints/print-limit.ts'
import { opinionsOf, textIn, titleOf } from '#/server/prints/print-opinions.ts'
import { qrCodeSvg } from '#/server/prints/qr-code.ts'
import type { PrintView } from '#/server/views/print-view.ts'
import type { RuleSummary } from '#/server/views/rule-view.ts'

/** Facts that stand on a document; the alert itself shows all. */
const FACTS_MAX = 50

export interface PrintParts {
  readonly document: DocumentKind
  readonly given: GivenNumber
  readonly occasion_id: string
  readonly seen: ReadAlert
  readonly facts: readonly EventRow[]
  readonly more_warnings: boolean
  readonly rule: RuleSummary | null
  readonly subjects: ReadonlyMap<string, SubjectName>
  readonly names: Names
  readonly duties: readonly SeenDuty[]
  readonly calendars: Calendars
  readonly public_origin: string | null
  readonly actor: string
  readonly asker: Asker
  readonly at: Instant
}

export interface AlertPrint {
  readonly view: PrintView
  /** What the log is told of it. */
  readonly printed: DocumentPrinted
}

/** What stands on the document, as who asks may see it. */
export function alertPrint(parts: PrintParts): AlertPrint {
  const { document, given, seen, rule, names, asker, at, actor } = parts
  const { alert, subject_id, region, department } = seen
  const masked = new Set<string>()
  const place = { region, department }
  const nameOf = (id: string, field: string): string | null => {
    const known = parts.subjects.get(id)
    const whose = { subject_id: id, subject_type: known?.subject_type ?? null, ...place }
    const shown = maskedColumn('party', known?.name ?? null, whose, asker)
    if (shown.masked) masked.add(field)
    return shown.value
  }
  const { opinions, masked: inOpinions } = opinionsOf(seen.events, place, asker)
  for (const path of inOpinions) masked.add(path)
  const facts = parts.facts.slice(-FACTS_MAX).map((fact) => {
    const shown = maskedEvent({ ...fact, data: fact.data ?? {} }, asker)
    for (const path of shown.masked) masked.add(`facts.${path}`)
    const { event_id, type, occurred_at, subject_id: about } = fact
    const named = { type, title: titleOf(type), occurred_at, department: fact.department }
    return { event_id, ...named, subject_id: about, data: { ...shown.data } }
  })
  const [raised] = seen.events
  const raisedData = raised === undefined ? {} : maskedEvent({ ...raised, ...place }, asker).data
  const said = opinions.find(({ event_id }) => event_id === parts.occasion_id)
  const view: PrintView = {
    document,
    title: DOCUMENT_TITLES[document],
    ...given,
    printed_at: at,
    printed_by: actor,
    alert_id: alert.alert_id,
    revision: seen.events.length - 1,
    state: alert.state,
    state_name: STATE_NAMES[alert.state],
    level: alert.level,
    level_name: LEVEL_NAMES[alert.level],
    raised_at: raised?.occurred_at ?? at,
    region: { id: region, name: names.region(region) },
    object: {
      subject_id,
      name: nameOf(subject_id, 'object.name'),
      further: alert.further_subjects.map((id) => ({
        subject_id: id,
        name: nameOf(id, 'object.further.name'),
      })),
    },
    occasion: {
      event_id: parts.occasion_id,
      by: said?.actor ?? textIn(raisedData, 'actor'),
      at: said?.at ?? raised?.occurred_at ?? at,
      text: said?.text ?? textIn(raisedData, 'reason'),
    },
    summary: summaryIn(raisedData),
    rule: rule === null ? null : ruleIn(rule),
    facts,
    more_facts: Math.max(0, parts.facts.length - FACTS_MAX),
    more_warnings: parts.more_warnings,
    law: rule === null ? [] : lawIn(rule),
    unit: { id: alert.unit, name: alert.unit === null ? null : names.unit(alert.unit) },
    owner: alert.owner,
    limit: limitOf({ due_at: alert.due_at, region }, parts.duties, {
      now: at,
      calendars: parts.calendars,
    }),
    opinions,
    signatures: [...SIGNATURES[document]],
    qr: qrOf(parts.public_origin, alert.alert_id),
    masked: [...masked].toSorted(),
  }
  return { view, printed: printedOf(parts, view) }
}

function printedOf({ document, given, actor }: PrintParts, view: PrintView): DocumentPrinted {
  const inFacts = new Set(view.facts.flatMap(({ data }) => Object.keys(data)))
  const { number } = given
  const { alert_id, masked } = view
  const own = Object.keys(view).filter((name) => name !== 'masked' && name !== 'qr')
  const fields = [...own, ...[...inFacts].toSorted().map((name) => `facts.data.${name}`)]
  // Who is to have it in hand is named in it, and texts of officers stand in it in clear.
  return { actor, document, number, alert_id, fields, masked, personal: true }
}

function summaryIn(data: Readonly<Record<string, unknown>>): string | null {
  // The catalogue parsed it.
  const { lead } = data as { readonly lead?: { readonly summary?: string } | null }
  return lead?.summary ?? null
}

function ruleIn({ rule_id, rule_version, title, text, playbook }: RuleSummary) {
  return { rule_id, rule_version, title: title.zh, text: text.zh, playbook: playbook.zh }
}

function lawIn({ legal_basis }: RuleSummary): PrintView['law'] {
  return legal_basis.map(({ law, article, valid_from, valid_to, source }) => ({
    law,
    article,
    valid_from: valid_from ?? null,
    valid_to: valid_to ?? null,
    source,
  }))
}

function qrOf(origin: string | null, alertId: string): PrintView['qr'] {
  if (origin === null)
    return {
      address: null,
      svg: null,
      missing: 'PUBLIC_URL is not set: nobody knows by which address this server is reached',
    }
  const address = `${origin}/alerts/${alertId}`
  return { address, svg: qrCodeSvg(address), missing: null }
}
