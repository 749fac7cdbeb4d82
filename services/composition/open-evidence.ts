import { EvidenceFolder } from '@jianwei/infra/evidence/evidence-folder.ts'
import type { Logger } from '@jianwei/infra/runtime/logger.ts'
import type { EvidenceStore } from '@jianwei/events/ports/evidence-store.ts'
import type { DeskSettings } from '#/settings/desk-settings.ts'

/**
 * Where attached files are. What dead processes had begun to write there is removed, which the log
 * tells.
 */
export async function openEvidence(
  { evidence_dir, evidence_bytes_max }: DeskSettings,
  logger: Pick<Logger, 'info' | 'warn'>,
): Promise<{ readonly store: EvidenceStore; readonly bytes_max: number }> {
  const store = new EvidenceFolder(evidence_dir)
  const { removed, left } = await store.sweep()
  if (removed > 0) logger.info({ removed }, 'evidence that was not written to its end is removed')
  if (left.length > 0) logger.warn({ left }, 'evidence that was not written cannot be removed')
  return { store, bytes_max: evidence_bytes_max }
}
