import { z } from 'zod'
import { defineEvent, personal, type EventDefinition, type EventTitle } from '#/define-event.ts'
import type { EventData } from '#/envelope.ts'
import { Passage, Words } from '#/vocabulary.ts'

/*
 * Every step of an alert says who did it. `actor` is a person's account, a service account, or the
 * part of the platform that acted (`jianwei:sentinel`).
 */
const who = { alert_id: z.uuid(), actor: personal(Words) }
/** Where a reason is due. */
const step = { ...who, reason: personal(Passage) }
/** Where the step says itself why, or needs no reason. */
const mark = { ...who, reason: personal(Passage).optional() }

type WithReason<Shape> = typeof step & Shape
type WithoutReason<Shape> = typeof mark & Shape

/** Names of an event in both languages, and one sentence in each that says what it means. */
export interface AlertEventText {
  readonly title: EventTitle
  readonly meaning: EventTitle
}

/** A step that needs a reason, in its first version. */
export function alertStep<const Type extends string, Shape extends z.core.$ZodLooseShape>(
  type: Type,
  text: AlertEventText,
  shape: Shape,
): EventDefinition<Type, z.ZodObject<WithReason<Shape>, z.core.$strict>> {
  return defineEvent(type, 1, { role: 'record', ...text }, { ...step, ...shape })
}

/** A step that may have a reason, in its first version. */
export function alertMark<const Type extends string, Shape extends z.core.$ZodLooseShape>(
  type: Type,
  text: AlertEventText,
  shape: Shape,
): EventDefinition<Type, z.ZodObject<WithoutReason<Shape>, z.core.$strict>> {
  return defineEvent(type, 1, { role: 'record', ...text }, { ...mark, ...shape })
}

/** The second version of a step that needs a reason. */
export function alertStepV2<const Type extends string, Shape extends z.core.$ZodLooseShape>(
  type: Type,
  text: AlertEventText,
  shape: Shape,
  upcast: (previous: EventData) => EventData,
): EventDefinition<Type, z.ZodObject<WithReason<Shape>, z.core.$strict>> {
  return defineEvent(type, 2, { role: 'record', ...text }, { ...step, ...shape }, upcast)
}

/** The second version of a step that may have a reason. */
export function alertMarkV2<const Type extends string, Shape extends z.core.$ZodLooseShape>(
  type: Type,
  text: AlertEventText,
  shape: Shape,
  upcast: (previous: EventData) => EventData,
): EventDefinition<Type, z.ZodObject<WithoutReason<Shape>, z.core.$strict>> {
  return defineEvent(type, 2, { role: 'record', ...text }, { ...mark, ...shape }, upcast)
}
