import type { Campaign } from './campaign.ts'
import { forgedCursors } from './campaigns/forged-cursors.ts'
import { httpInputs } from './campaigns/http-inputs.ts'
import { kills } from './campaigns/kills.ts'

/** In the order in which they run: the cheap ones first. */
export const campaigns: readonly Campaign[] = [httpInputs, forgedCursors, kills]
