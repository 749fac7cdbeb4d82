import { subjectLinkEvents } from '@jianwei/events/subject-link/events.ts'
import { STATE_AFTER, type SubjectLinkEvent } from '@jianwei/events/subject-link/links.ts'
import { jsonText, jsonTextOrEmpty } from '#/engine-values.ts'
import { defineProjection } from '#/projection.ts'

/** Links of subjects, event by event. The table is in `table.sql`. */
export const subjectLinksProjection = defineProjection({
  name: 'subject-links',
  version: 1,
  table: 'subject_links_v1',
  columns: [
    'subject_id',
    'target_id',
    'state',
    'score',
    'reasons',
    'actor',
    'reason',
    'occurred_at',
    'position',
    'event_id',
    'region',
    'department',
  ],
  events: subjectLinkEvents.map(({ type }) => type),
  rows: (event) => {
    // The catalogue parsed the data as that of the type.
    const { type, data } = event as unknown as SubjectLinkEvent
    const score = 'score' in data ? data.score : null
    const reasons = 'reasons' in data ? JSON.stringify(data.reasons) : '[]'
    const [actor, reason] = 'actor' in data ? [data.actor, data.reason] : ['', '']
    return (
      `[${jsonText(data.subject_id)},${jsonText(data.target_id)},"${STATE_AFTER[type]}",` +
      `${score ?? -1},${jsonText(reasons)},${jsonText(actor)},${jsonText(reason)},` +
      `"${event.occurred_at}",${event.position},"${event.event_id}",` +
      `${jsonTextOrEmpty(event.region)},${jsonTextOrEmpty(event.department)}]\n`
    )
  },
})
