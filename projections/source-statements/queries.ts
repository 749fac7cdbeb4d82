import type { ToldNotice } from '@jianwei/events/calendar/calendars.ts'
import type { HolidayNoticeRecorded } from '@jianwei/events/calendar/events.ts'
import type { Position } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { SourceRegistered } from '@jianwei/events/source/events.ts'
import type { NeverFed, SourceFeed } from '@jianwei/events/source/feeds.ts'
import type { QueryOptions, Warehouse } from '#/ports/warehouse.ts'
import { recordEvents, type RecordedAt } from '#/record-events/queries.ts'

/** What a source said of itself at a position of the log, whole. */
export interface SourceStatement {
  readonly source: string
  readonly position: number
  readonly recorded_at: Instant
  /** Empty: it states nothing. */
  readonly feeds: readonly SourceFeed[]
  readonly never_feeds: readonly NeverFed[]
  /** A person's account, or a part of the platform; null where the log does not say. */
  readonly actor: string | null
  readonly reason: string | null
}

/** All that sources ever stated, in the order of the log. */
export async function sourceStatements(
  warehouse: Warehouse,
  asks: Partial<QueryOptions> = {},
): Promise<readonly SourceStatement[]> {
  const registrations = await recordEvents<Registration>(
    warehouse,
    { types: ['SourceRegistered'], after: 0 as Position },
    { purpose: 'sources:statements', ...asks },
  )
  return registrations.map(statement)
}

/** All that sources ever stated and all notices of holidays, in the order of the log. */
export async function statementsAndNotices(
  warehouse: Warehouse,
  asks: Partial<QueryOptions> = {},
): Promise<{
  readonly statements: readonly SourceStatement[]
  readonly notices: readonly ToldNotice[]
}> {
  const told = await recordEvents<Registration | Announcement>(
    warehouse,
    { types: ['SourceRegistered', 'HolidayNoticeRecorded'], after: 0 as Position },
    { purpose: 'sources:statements', ...asks },
  )
  return {
    statements: told.flatMap((one) => (one.type === 'SourceRegistered' ? [statement(one)] : [])),
    notices: told.flatMap((one) =>
      one.type === 'HolidayNoticeRecorded' ? [{ ...one.data, position: one.position }] : [],
    ),
  }
}

function statement({ position, recorded_at, data }: RecordedAt<Registration>): SourceStatement {
  return { position, recorded_at, ...statedIn(data) }
}

interface Announcement {
  readonly type: 'HolidayNoticeRecorded'
  readonly data: HolidayNoticeRecorded
}

interface Registration {
  readonly type: 'SourceRegistered'
  readonly data: SourceRegistered
}

/** What a registration states. */
export function statedIn(
  registration: SourceRegistered,
): Omit<SourceStatement, 'position' | 'recorded_at'> {
  const { name, feeds, never_feeds, actor = null, reason = null } = registration
  return { source: name, feeds, never_feeds, actor, reason }
}

/** The newest statement of each source, by its name. */
export function newestStatements(
  statements: readonly SourceStatement[],
): ReadonlyMap<string, SourceStatement> {
  return new Map(statements.map((statement) => [statement.source, statement]))
}
