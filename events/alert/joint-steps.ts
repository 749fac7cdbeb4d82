import type { AlertSteps } from '#/alert/commands.ts'
import { AlertPartAskedAlready, AlertPartUnknown } from '#/alert/errors.ts'

export const jointSteps: AlertSteps<
  | 'AskCooperation'
  | 'AnswerCooperation'
  | 'WithdrawCooperation'
  | 'AttachEvidence'
  | 'LinkMeasure'
  | 'CloseLink'
  | 'RemoveLink'
  | 'AddSubject'
  | 'RemoveSubject'
> = {
  AskCooperation({ data }, alert) {
    const { unit, task, due_at } = data
    const open = alert.parts.find((part) => part.unit === unit && part.feedback === null)
    if (open === undefined) return [{ type: 'AlertCooperationAsked', data }]
    if (open.task === task && open.due_at === due_at) return []
    throw new AlertPartAskedAlready(unit)
  },

  AnswerCooperation({ data }, alert) {
    const part = alert.parts.find(({ unit }) => unit === data.unit)
    if (part?.feedback === data.feedback) return []
    if (part?.feedback !== null) throw new AlertPartUnknown(data.unit)
    return [{ type: 'AlertCooperationAnswered', data }]
  },

  WithdrawCooperation: ({ data }, alert) =>
    alert.open_parts.includes(data.unit) ? [{ type: 'AlertCooperationWithdrawn', data }] : [],

  AttachEvidence: ({ data }, alert) =>
    alert.evidence.includes(data.sha256) ? [] : [{ type: 'AlertEvidenceAttached', data }],

  LinkMeasure: ({ data }, alert) =>
    alert.links.includes(data.link_id) ? [] : [{ type: 'AlertMeasureLinked', data }],

  CloseLink: ({ data }, alert) =>
    alert.open_links.includes(data.link_id) ? [{ type: 'AlertLinkClosed', data }] : [],

  RemoveLink: ({ data }, alert) =>
    alert.links.includes(data.link_id) ? [{ type: 'AlertLinkRemoved', data }] : [],

  AddSubject: ({ data }, alert) =>
    alert.further_subjects.includes(data.further_subject)
      ? []
      : [{ type: 'AlertSubjectAdded', data }],

  RemoveSubject: ({ data }, alert) =>
    alert.further_subjects.includes(data.further_subject)
      ? [{ type: 'AlertSubjectRemoved', data }]
      : [],
}
