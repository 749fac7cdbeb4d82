import type { Instant } from '@jianwei/events/instant.ts'
import type { UploadStore } from '@jianwei/events/ports/upload-store.ts'
import { UploadFolder } from '@jianwei/infra/uploads/upload-folder.ts'
import type { UploadSettings } from '#/settings/upload-settings.ts'

/** Where files are that were sent in to be imported. */
export function openUploads(
  { folder, ...limits }: UploadSettings,
  now: () => Instant,
): UploadStore {
  return new UploadFolder(folder, limits, now)
}
