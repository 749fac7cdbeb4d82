import { versionOf } from '@jianwei/events/fact.ts'
import { jsonText, jsonTextOrEmpty } from '#/engine-values.ts'
import { defineProjection } from '#/projection.ts'
import { attributesOf, subjectFactTypes } from '#/subject-facts/attributes.ts'

/** What facts say about the subject itself, by version. The table is in `table.sql`. */
export const subjectFactsProjection = defineProjection({
  name: 'subject-facts',
  version: 3,
  table: 'subject_facts_v3',
  columns: [
    'subject_id',
    'attribute',
    'item',
    'value',
    'occurred_at',
    'reported_at',
    'position',
    'event_id',
    'fact_id',
    'version_kind',
    'source',
    'region',
    'department',
  ],
  events: [...subjectFactTypes, 'FactCorrected'],
  rows: (event) => {
    const version = versionOf(event)
    if (version === undefined || version.kind === 'retraction') return ''
    const times = `"${version.content.occurred_at}","${version.reported_at}",${version.position}`
    const ids = `"${version.event_id}","${version.fact_id}","${version.kind}"`
    const { region, department } = version.content
    const place = `${jsonTextOrEmpty(region)},${jsonTextOrEmpty(department)}`
    const from = `${jsonText(version.source)},${place}`
    return attributesOf(version.content)
      .map(
        ({ attribute, item, value }) =>
          `[${jsonText(version.subject_id)},"${attribute}",${jsonText(item)},` +
          `${jsonText(value)},${times},${ids},${from}]\n`,
      )
      .join('')
  },
})
