import { z } from 'zod'
import { defineEvent, personal } from '#/define-event.ts'
import { SourceName } from '#/source-name.ts'
import { FEEDS_MAX, NeverFed, SourceFeed } from '#/source/feeds.ts'
import { importEvents } from '#/source/import.ts'
import { releaseEvents } from '#/source/release.ts'
import { Passage, Words } from '#/vocabulary.ts'

const text = {
  role: 'record',
  title: { en: 'Source registered', zh: '数据源登记' },
  meaning: {
    en: 'A system that sends events was made known, or says anew what it feeds.',
    zh: '登记一个上报事件的系统，或更新其报送范围说明。',
  },
} as const

const described = {
  name: SourceName,
  title: z.strictObject({ en: Words, zh: Words }).optional(),
  department: Words.optional(),
  /** The licence under which its data may be used. */
  license: Words.optional(),
  channel: z.enum(['http', 'file', 'kafka']).optional(),
}

/** Imports state what they feed by this name. */
export const IMPORT_ACTOR = 'jianwei:import'

export const SourceRegisteredV1 = defineEvent('SourceRegistered', 1, text, described)

/**
 * A system that will send events. `name` is what stands in the `source` of its events. The newest
 * one of a source is all that holds of it. Version 1 stated nothing about feeds.
 */
export const SourceRegistered = defineEvent(
  'SourceRegistered',
  2,
  text,
  {
    ...described,
    /** None: it states nothing, and whoever waits for its events is judged as if it had. */
    feeds: z.array(SourceFeed).max(FEEDS_MAX),
    never_feeds: z.array(NeverFed).max(FEEDS_MAX),
    /** Who says so: a person's account, or `jianwei:import`. Version 1 did not ask. */
    actor: personal(Words).optional(),
    reason: personal(Passage).optional(),
  },
  (previous) => ({ ...previous, feeds: [], never_feeds: [] }),
)
export type SourceRegistered = z.infer<typeof SourceRegistered.data>

export const sourceEvents = [
  SourceRegisteredV1,
  SourceRegistered,
  ...importEvents,
  ...releaseEvents,
] as const
