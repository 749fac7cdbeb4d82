import { accountEvents } from '#/access/account-events.ts'
import { keyEvents } from '#/access/key-events.ts'
import { sessionEvents } from '#/access/session-events.ts'

/** Who may do what here, and who came. Secrets stand in them as hashes only. */
export const accessEvents = [...accountEvents, ...keyEvents, ...sessionEvents] as const
