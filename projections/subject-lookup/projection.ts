import { versionOf } from '@jianwei/events/fact.ts'
import { jsonText, jsonTextOrEmpty } from '#/engine-values.ts'
import { defineProjection } from '#/projection.ts'
import { lookupRowsOf } from '#/subject-lookup/lookup-rows.ts'

/** By what subjects are found, by version of a fact. The table is in `table.sql`. */
export const subjectLookupProjection = defineProjection({
  name: 'subject-lookup',
  version: 1,
  table: 'subject_lookup_v1',
  columns: [
    'subject_id',
    'attribute',
    'key',
    'is_personal',
    'pinyin',
    'initials',
    'occurred_at',
    'reported_at',
    'position',
    'event_id',
    'fact_id',
    'version_kind',
    'region',
    'department',
  ],
  events: ['SubjectRegistered', 'SubjectChanged', 'FactCorrected'],
  rows: (event) => {
    const version = versionOf(event)
    if (version === undefined || version.kind === 'retraction') return ''
    const times = `"${version.content.occurred_at}","${version.reported_at}",${version.position}`
    const ids = `"${version.event_id}","${version.fact_id}","${version.kind}"`
    const { region, department } = version.content
    const place = `${jsonTextOrEmpty(region)},${jsonTextOrEmpty(department)}`
    return lookupRowsOf(version.content, version.subject_id)
      .map(
        ({ attribute, key, is_personal, pinyin, initials }) =>
          `[${jsonText(version.subject_id)},"${attribute}",${jsonText(key)},` +
          `${is_personal ? 1 : 0},${jsonText(pinyin)},${jsonText(initials)},` +
          `${times},${ids},${place}]\n`,
      )
      .join('')
  },
})
