// One event, a batch and a correction, with the typed client on Node 20 or newer.
//   JIANWEI_KEY=jwk_… [JIANWEI_URL=https://jianwei.example] node send.mjs
import { departmentClient, NoAnswer, RequestRefused } from '@jianwei/client'

const { JIANWEI_URL: url = 'http://127.0.0.1:8080', JIANWEI_KEY: key = '' } = process.env
const source = 'urn:example:market-bureau'

/** @returns {import('@jianwei/client').ComplaintReceived} */
const complaint = (id) => ({
  specversion: '1.0',
  id: `node-${id}`,
  source,
  type: 'ComplaintReceived',
  subject: '91350100M000100Y43',
  time: '2026-03-01T09:30:00+08:00',
  region: '350100',
  data: { complaint_number: `node-${id}`, title: '面包变质' },
})

try {
  if (key === '') throw new Error('set JIANWEI_KEY to the key of your service account')
  const client = departmentClient({ url, key })
  console.log('One event:', await client.send(complaint(1)))
  const results = await client.sendBatch([complaint(2), complaint(3)])
  console.log('A batch, answered with one result for each:', results)
  const corrected = await client.send({
    ...complaint('1-c1'),
    type: 'FactCorrected',
    time: '2026-03-02T10:00:00+08:00',
    data: {
      fact: { source, id: 'node-1' },
      reason: 'the number was wrong',
      replacement: {
        type: 'ComplaintReceived',
        schema_version: 1,
        occurred_at: '2026-03-01T09:30:00+08:00',
        region: '350100',
        department: null,
        data: { complaint_number: 'node-7', title: '面包变质' },
      },
    },
  })
  console.log('A correction of the first:', corrected)
} catch (error) {
  process.exitCode = 1
  if (error instanceof RequestRefused)
    console.error('Refused:', error.code, JSON.stringify(error.problem.reasons ?? error.message))
  else if (error instanceof NoAnswer) console.error('No answer; send the same again:', error.cause)
  else console.error(error.message)
}
