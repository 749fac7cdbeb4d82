import { expect, test } from 'vitest'
import type { Ordinal, Position } from '@jianwei/events/envelope.ts'
import { NOTHING_PROJECTED_YET } from '@jianwei/projections/ports/projected-position.ts'
import { assertSameWarehouse, WarehouseMadeAnew } from '#/commands/projected-still.ts'
import { ProjectedPositionBoard } from '#/projector/progress.ts'

const at = (filling: string) => ({
  ...NOTHING_PROJECTED_YET,
  position: 10 as Position,
  ordinal: 10 as Ordinal,
  filling,
})

test.each([
  ['the same while nothing was filled again', 'one', true],
  ['another once it was filled again, though it is as far as before', 'another', false],
])('a warehouse is %s', async (_, filling, isSame) => {
  const board = new ProjectedPositionBoard()
  board.announce(NOTHING_PROJECTED_YET)
  const asserted = assertSameWarehouse(board, at('one'), new AbortController().signal)
  board.announce(at(filling))
  await (isSame ? asserted : expect(asserted).rejects.toThrow(WarehouseMadeAnew))
})
