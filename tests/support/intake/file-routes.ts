import { join } from 'node:path'
import { Registry } from 'prom-client'
import { openUploads } from '@jianwei/services/composition/open-uploads.ts'
import type { OpenIntake } from '@jianwei/services/cli/open-intake.ts'
import { fileIntake, type FileIntake } from '@jianwei/services/intake/file-intake.ts'
import { supervisedLoops } from '@jianwei/services/lifecycle/loops.ts'
import { together } from '@jianwei/services/lifecycle/together.ts'
import type { UploadSettings } from '@jianwei/services/settings/upload-settings.ts'

export interface FileIntakeOptions {
  readonly uploads?: Partial<UploadSettings>
  readonly mappings_dir?: string
  readonly audit?: Parameters<typeof fileIntake>[0]['audit']
  readonly onError?: (fields: object) => void
}

/** Uploads, mappings and imports over an open log, in its folder; `everything` runs them. */
export function filesOver(
  opened: Pick<OpenIntake, 'log' | 'checkpoints' | 'scratch' | 'intake' | 'now'>,
  folder: string,
  { uploads = {}, mappings_dir, audit, onError = () => {} }: FileIntakeOptions = {},
): FileIntake & { readonly everything: (signal: AbortSignal) => Promise<void> } {
  const limits = { bytes_max: 1_000_000_000, kept_hours: 72, free_bytes_min: 0, ...uploads }
  const files = fileIntake({
    ...opened,
    audit: audit ?? { reading: async () => {} },
    uploads: openUploads({ folder: join(folder, 'uploads'), ...limits }, opened.now),
    mappings_dir: mappings_dir ?? null,
    loops: supervisedLoops((_loop, error) => onError({ error })),
    metrics: new Registry(),
    logger: { info() {}, warn() {}, error: onError },
  })
  return {
    ...files,
    everything: (signal) =>
      together(signal, [(until) => files.run(until), (until) => files.carryOut(until)]),
  }
}
