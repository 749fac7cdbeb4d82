/**
 * Rows of each batch of the process that is killed; in a file without effects, because the test
 * reads it too.
 */
export const BATCH_ROWS = 2_000
