import type { FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import { MeasureKind } from '@jianwei/events/alert/joint-events.ts'
import { SubjectIdSchema } from '@jianwei/events/identifiers/subject-id.ts'
import { InstantSchema } from '@jianwei/events/instant.ts'
import { Code, Passage, Words } from '@jianwei/events/vocabulary.ts'
import type { DeskParts } from '#/desk/alert-steps.ts'
import { linkCommand } from '#/desk/step-orders.ts'
import { addAlertStep, given, reasonField, reasonIfAny } from '#/server/routes/alert-step.ts'
import { tag, untag, urge, watch } from '#/server/routes/shared-steps.ts'

/** What people do beside the plain life: joint handling, links, comments, tags, marks. */
export const alertMarkRoutes: FastifyPluginAsync<{ readonly desk: DeskParts }> = async (
  app,
  { desk },
) => {
  addAlertStep(app, desk, {
    name: 'view',
    summary: 'Say that you opened the alert 查阅',
    description:
      'Written the first time, and where others did something since you said so last; else the ' +
      'answer is the same, with `position` null, and nothing is written.',
    mark: true,
    body: {},
    commands: (_, { decide }, who) => {
      decide({ type: 'ViewAlert', data: who })
    },
  })
  addAlertStep(app, desk, {
    name: 'comment',
    summary: 'Write a comment 批注',
    mark: true,
    body: { text: Passage },
    commands: ({ text }, { decide }, who) => {
      decide({ type: 'CommentOnAlert', data: { ...who, text } })
    },
  })
  addAlertStep(app, desk, { ...tag, mark: true, summary: 'Tag an alert 添加标签' })
  addAlertStep(app, desk, { ...untag, mark: true, summary: 'Take a tag off 移除标签' })
  addAlertStep(app, desk, { ...watch, mark: true, summary: 'Watch an alert 关注' })
  addAlertStep(app, desk, {
    name: 'unwatch',
    summary: 'Watch an alert no more 取消关注',
    mark: true,
    body: {},
    commands: (_, { decide }, who) => {
      decide({ type: 'UnwatchAlert', data: who })
    },
  })
  addAlertStep(app, desk, {
    ...urge,
    mark: true,
    summary: 'Ask those who work on it to hurry 催办',
  })
  addAlertStep(app, desk, {
    name: 'supervise',
    summary: 'Put an alert under supervision 督办',
    mark: true,
    body: { answer_by: InstantSchema.nullable().default(null), ...reasonField },
    commands: (body, { decide }, who) => {
      decide({ type: 'SuperviseAlert', data: { ...who, ...body } })
    },
  })
  addAlertStep(app, desk, {
    name: 'ask-cooperation',
    summary: 'Ask another unit to do its part 提请协同',
    description: 'The alert stays with its owner, who closes it once every part is answered.',
    body: {
      unit: Code,
      task: Passage,
      due_at: InstantSchema.nullable().default(null),
      ...reasonField,
    },
    commands: (body, { decide }, who) => {
      decide({ type: 'AskCooperation', data: { ...who, ...body } })
    },
  })
  addAlertStep(app, desk, {
    name: 'answer-cooperation',
    summary: 'Say what came of the part of a unit 协同反馈',
    mark: true,
    body: { unit: Code, feedback: Passage, ...reasonIfAny },
    commands: ({ unit, feedback, reason }, { decide }, who) => {
      const data = { ...who, ...given(reason), unit, feedback }
      decide({ type: 'AnswerCooperation', data })
    },
  })
  addAlertStep(app, desk, {
    name: 'withdraw-cooperation',
    summary: 'A unit need not do its part any more 撤销协同',
    body: { unit: Code, ...reasonField },
    commands: (body, { decide }, who) => {
      decide({ type: 'WithdrawCooperation', data: { ...who, ...body } })
    },
  })
  addAlertStep(app, desk, {
    name: 'link',
    summary: 'Link an inspection, penalty or case by its number 关联处置措施',
    description: 'The link is open until the department streams the event of that number.',
    body: { kind: MeasureKind, number: Code, department: Words.nullable().default(null) },
    commands: (measure, { decide }, who) => {
      decide(linkCommand(who, measure))
    },
  })
  addAlertStep(app, desk, {
    name: 'unlink',
    summary: 'Remove a link that was a mistake 解除关联措施',
    body: { link_id: z.uuid(), ...reasonField },
    commands: (body, { decide }, who) => {
      decide({ type: 'RemoveLink', data: { ...who, ...body } })
    },
  })
  for (const [name, type, summary] of [
    ['add-subject', 'AddSubject', 'The alert is also about another subject 增加涉及对象'],
    ['remove-subject', 'RemoveSubject', 'The alert is not about it after all 移除涉及对象'],
  ] as const) {
    addAlertStep(app, desk, {
      name,
      summary,
      body: { subject_id: SubjectIdSchema, ...reasonField },
      commands: ({ subject_id, ...body }, { decide }, who) => {
        decide({ type, data: { ...who, ...body, further_subject: subject_id } })
      },
    })
  }
}
