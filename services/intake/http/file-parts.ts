import type { FastifyRequest } from 'fastify'
import { seesEverything } from '@jianwei/events/access/scope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { ScratchMemory } from '@jianwei/events/ports/scratch-memory.ts'
import type { Upload, UploadStore } from '@jianwei/events/ports/upload-store.ts'
import type { AuditTrail } from '#/audit/audit-trail.ts'
import { RequestRefused } from '#/http/problem.ts'
import type { BackgroundImports } from '#/intake/imports/background-imports.ts'
import type { ImportBook } from '#/intake/imports/import-book.ts'
import type { KnownMappings } from '#/intake/published/known-mappings.ts'

/** What the routes of uploads, mappings and imports work with. */
export interface FileRouteParts {
  readonly log: EventLog
  readonly scratch: () => ScratchMemory
  readonly now: () => Instant
  readonly uploads: UploadStore
  readonly mappings: KnownMappings
  readonly imports: ImportBook
  readonly background: Pick<BackgroundImports, 'progressOf'>
  readonly audit: Pick<AuditTrail, 'reading'>
}

export interface FileRouteOptions {
  readonly files: FileRouteParts
}

/** Only who sent an upload may use it: to all others it is not there. */
export async function uploadOf(
  { uploads }: Pick<FileRouteParts, 'uploads'>,
  uploadId: string,
  { principal }: FastifyRequest,
): Promise<Upload> {
  const upload = await uploads.find(uploadId)
  if (upload === undefined || upload.actor !== principal.actor)
    throw new RequestRefused(
      'UPLOAD_UNKNOWN',
      'you have no such upload; an upload is removed some days after it was sent',
    )
  return upload
}

/** Whether who asks sees the imports of everybody: a person whose role is limited by nothing. */
export function seesAllImports({ principal, scope }: FastifyRequest): boolean {
  return principal.sends === undefined && seesEverything(scope)
}

/** A key that only asks sends no file either. */
export function assertSends({ principal }: FastifyRequest): void {
  if (principal.sends === null)
    throw new RequestRefused('ROLE_MISSING', 'this key asks and sends nothing; use one that sends')
}
