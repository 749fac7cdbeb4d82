import { hash } from 'node:crypto'
import type { FactCorrected } from '@jianwei/events/amendment/events.ts'
import type { NewEvent } from '@jianwei/events/envelope.ts'
import type { FactContent } from '@jianwei/events/fact.ts'
import { canonicalJson } from '@jianwei/projections/rules/language/canonical-json.ts'

/**
 * What an event says, as text that is equal where the content is: type, time, region, department
 * and data, after reading has normalised them. Who reported it when, and how it was spelt, is no
 * part of it.
 */
export function saidBy(event: NewEvent): string {
  if (event.type === 'FactRetracted') return RETRACTED
  // The catalogue has read the data of every correction that gets here.
  return said(event.type === 'FactCorrected' ? (event.data as FactCorrected).replacement : event)
}

/** A retraction says that there is no such fact. */
export const RETRACTED = 'retracted'

/** Of an event itself: for an amendment, that it amends. */
export function contentOf(event: NewEvent): string {
  return said(event)
}

/**
 * As `contentOf`, for events that a reader has just made, which are many. The catalogue gives the
 * fields of a fact in the order of its schema, so the text is equal where the content is; only the
 * data of a correction's replacement have names of their own choice.
 */
export function readContentOf(event: NewEvent): string {
  if (event.type === 'FactCorrected') return contentOf(event)
  const { type, occurred_at, region, department, data } = event
  return JSON.stringify([type, occurred_at, region, department, data])
}

export function hashOf(text: string): string {
  return hash('sha256', text)
}

function said({ type, occurred_at, region, department, data }: FactContent): string {
  return canonicalJson({ type, occurred_at, region, department, data })
}
