import { parentPort, workerData } from 'node:worker_threads'
import { packedPiece } from '@jianwei/projections/backtest/packed-piece.ts'
import type { FromThread, ToThread } from '#/backtest/pass-threads.ts'
import {
  emptyPiece,
  SubjectPass,
  type SubjectsAsked,
} from '@jianwei/projections/backtest/subject-pass.ts'
import { SubjectReader, type ReadSubject } from '@jianwei/projections/backtest/subject-reader.ts'
import { ColumnBlock } from '@jianwei/projections/ports/column-block.ts'

/** The thread of `pass-threads.ts`: the blocks of one range of keys after the other. */
const port = parentPort
if (port === null) throw new TypeError('this file is the program of a thread')

// What `PassThreads` gives it.
const asked = workerData as SubjectsAsked
const subjects = new SubjectPass(asked)
const { versions_max, known, fields } = asked
const newReader = (): SubjectReader => new SubjectReader({ by: known.by, versions_max, fields })
const tell = (message: FromThread): void => port.postMessage(message)
let reader = newReader()

function lookAt(ended: Iterable<ReadSubject>): FromThread['piece'] {
  const piece = emptyPiece()
  for (const subject of ended) subjects.lookAt(subject, piece)
  return packedPiece(piece)
}

port.on('message', (message: ToThread) => {
  switch (message.kind) {
    case 'ends':
      reader.addEnds(new ColumnBlock(message.bytes))
      return tell({ kind: 'taken', piece: lookAt([]) })
    case 'versions':
      return tell({
        kind: 'taken',
        piece: lookAt(reader.subjectsOf(new ColumnBlock(message.bytes))),
      })
    case 'end':
      tell({ kind: 'ended', piece: lookAt(reader.ended()) })
      reader = newReader()
  }
})
