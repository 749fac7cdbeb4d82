import type { Campaign } from './campaign.ts'
import { apiSchema } from './campaigns/api-schema.ts'
import { clockJumps } from './campaigns/clock-jumps.ts'
import { damagedFiles } from './campaigns/damaged-files.ts'
import { fileInputs } from './campaigns/file-inputs.ts'
import { forgedCursors } from './campaigns/forged-cursors.ts'
import { fullDisk } from './campaigns/full-disk.ts'
import { httpInputs } from './campaigns/http-inputs.ts'
import { kafkaPoison } from './campaigns/kafka-poison.ts'
import { kills } from './campaigns/kills.ts'

/** In the order in which they run: what departments can do first, then what machines do. */
export const campaigns: readonly Campaign[] = [
  httpInputs,
  fileInputs,
  kafkaPoison,
  apiSchema,
  forgedCursors,
  kills,
  fullDisk,
  clockJumps,
  damagedFiles,
]
