import type { FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import { CITED_EVIDENCE_MAX, Finding } from '@jianwei/events/alert/handling-events.ts'
import { ClosingReason } from '@jianwei/events/alert/closing-events.ts'
import { MeasureKind, Sha256 } from '@jianwei/events/alert/joint-events.ts'
import { instantFromMs, msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import { Code, Passage, Words } from '@jianwei/events/vocabulary.ts'
import type { DeskParts } from '#/desk/alert-steps.ts'
import {
  closeAlert,
  confirmClosing,
  detachAlert,
  linkCommand,
  mergeAlert,
} from '#/desk/step-orders.ts'
import {
  addAlertStep,
  claimMinutes,
  given,
  reasonField,
  reasonIfAny,
} from '#/server/routes/alert-step.ts'
import {
  assign,
  escalate,
  giveBack,
  reopen,
  route,
  sign,
  silence,
  transfer,
} from '#/server/routes/shared-steps.ts'

/** Links that come with one disposal. */
const LINKS_MAX = 20

const measure = {
  kind: MeasureKind,
  number: Code.meta({ description: 'As the department will name it 文书或案件编号' }),
  department: Words.nullable().default(null),
}

/** The plain life of an alert, by people. */
export const alertStepRoutes: FastifyPluginAsync<{ readonly desk: DeskParts }> = async (
  app,
  { desk },
) => {
  addAlertStep(app, desk, { ...sign, summary: 'Sign for an alert 签收' })
  addAlertStep(app, desk, {
    name: 'claim',
    summary: 'Claim an alert for a while 认领',
    description:
      'Until the claim ends nobody else signs for it. `take_over` ends the claim of somebody else.',
    body: {
      minutes: claimMinutes,
      take_over: z.boolean().default(false),
      ...reasonIfAny,
    },
    commands: ({ minutes, take_over, reason }, { decide, at }, who) => {
      const until = minutesAfter(at, minutes)
      const data = { ...who, ...given(reason), until }
      decide({ type: 'ClaimAlert', data, at, take_over })
    },
  })
  addAlertStep(app, desk, {
    name: 'release',
    summary: 'End a claim before its time 释放',
    body: reasonIfAny,
    commands: ({ reason }, { decide }, who) => {
      decide({ type: 'ReleaseAlert', data: { ...who, ...given(reason) } })
    },
  })
  addAlertStep(app, desk, { ...assign, summary: 'Assign an alert to a person 分派' })
  addAlertStep(app, desk, { ...route, summary: 'Put an alert into the queue of a unit 派发' })
  addAlertStep(app, desk, {
    ...transfer,
    summary: 'Transfer an alert to another unit or person 转办',
  })
  addAlertStep(app, desk, {
    ...giveBack,
    summary: 'Return an alert 退回',
    description:
      'Before verification it is assigned anew; after it, its owner works on it once more.',
  })
  addAlertStep(app, desk, {
    name: 'verify',
    summary: 'Say what verification came to 核查',
    body: {
      finding: Finding,
      evidence: z
        .array(Sha256)
        .max(CITED_EVIDENCE_MAX)
        .default([])
        .meta({ description: 'Files attached before, by their hashes' }),
      ...reasonField,
    },
    commands: (body, { decide }, who) => {
      decide({ type: 'VerifyAlert', data: { ...who, ...body } })
    },
  })
  addAlertStep(app, desk, {
    name: 'dispose',
    summary: 'Say what was done 处置',
    body: {
      measure: Passage,
      links: z.array(z.strictObject(measure)).max(LINKS_MAX).default([]),
      ...reasonField,
    },
    commands: ({ links, ...body }, { decide }, who) => {
      decide({ type: 'DisposeAlert', data: { ...who, ...body } })
      for (const link of links) decide(linkCommand(who, link))
    },
  })
  addAlertStep(app, desk, {
    name: 'feed-back',
    summary: 'Feed the result back 反馈',
    body: { feedback: Passage, ...reasonIfAny },
    commands: ({ feedback, reason }, { decide }, who) => {
      decide({ type: 'FeedBackAlert', data: { ...who, ...given(reason), feedback } })
    },
  })
  addAlertStep(app, desk, {
    name: 'close',
    summary: 'Close an alert 办结',
    description:
      'The reason feeds the precision of its rule. Where its level or rule wants a second ' +
      'person, this proposes it, and `confirm-closing` closes.',
    body: {
      reason_code: ClosingReason,
      despite_open_parts: Passage.nullable()
        .default(null)
        .meta({ description: 'Why, where cooperating units have not answered' }),
      ...reasonField,
    },
    commands: ({ reason, ...closing }, deciding, who) =>
      closeAlert(deciding, { ...who, reason }, closing),
  })
  addAlertStep(app, desk, {
    name: 'confirm-closing',
    summary: 'Agree to close an alert 复核办结',
    body: reasonField,
    commands: (body, deciding, who) => confirmClosing(deciding, { ...who, ...body }),
  })
  addAlertStep(app, desk, {
    name: 'decline-closing',
    summary: 'Do not agree to close an alert 不予办结',
    body: reasonField,
    commands: (body, { decide }, who) => {
      decide({ type: 'DeclineClosing', data: { ...who, ...body } })
    },
  })
  addAlertStep(app, desk, { ...reopen, summary: 'Reopen a closed alert 重启' })
  addAlertStep(app, desk, {
    ...escalate,
    summary: 'Give an alert a graver level 升级',
    description: 'Without `level` to the next one.',
  })
  addAlertStep(app, desk, { ...silence, summary: 'Ask for no attention until a time 静默' })
  addAlertStep(app, desk, {
    name: 'merge',
    summary: 'Merge an alert into another one about the same matter 合并',
    body: { into: z.uuid(), ...reasonField },
    commands: ({ into, ...body }, deciding, who) => mergeAlert(deciding, { ...who, ...body }, into),
  })
  addAlertStep(app, desk, {
    name: 'detach',
    summary: 'Work on a merged alert by itself again 拆分',
    body: reasonField,
    commands: (body, deciding, who) => detachAlert(deciding, { ...who, ...body }),
  })
}

function minutesAfter(at: Instant, minutes: number): Instant {
  return instantFromMs(msOfInstant(at) + minutes * 60_000)
}
