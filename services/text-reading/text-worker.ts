import { parentPort } from 'node:worker_threads'
import { doTextJob, type FromWorker, type TextJob } from '#/text-reading/text-job.ts'

/** The thread of `text-reader.ts`: one text at a time. */
const port = parentPort
if (port === null) throw new TypeError('this file is the program of a thread')

const tell = (message: FromWorker): void => port.postMessage(message)
// Only the reader sends messages here, and only jobs.
port.on('message', (job: TextJob) => tell({ kind: 'answer', answer: doTextJob(job) }))
tell({ kind: 'ready' })
