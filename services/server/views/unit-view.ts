import { z } from 'zod'
import type { CivilDate } from '@jianwei/events/instant.ts'
import {
  cellOn,
  isInForce,
  nameOn,
  parentOn,
  type Directory,
  type GridCell,
  type Unit,
} from '@jianwei/events/organisation/directory.ts'
import { linesAbove } from '@jianwei/events/organisation/parents.ts'
import { standingFor } from '@jianwei/events/organisation/unit-of.ts'
import type { DirectoryEvent } from '@jianwei/projections/units/directory-events.ts'
import { Time } from '#/server/views/vocabulary.ts'

const Day = z.string().meta({ format: 'date', examples: ['2026-07-01'] })
const Id = z.string().meta({ examples: ['xm-siming-mr'] })

const End = z
  .object({
    kind: z.enum(['succeeded', 'dissolved']),
    on: Day.meta({ description: 'The first day without it' }),
    successors: z.array(Id),
    work_goes_to: Id.nullable().meta({ description: 'Whose the open work is, and the old names' }),
  })
  .meta({ id: 'UnitEnd' })

export const UnitView = z
  .object({
    unit_id: Id,
    revision: z.int().meta({ description: 'Send it as If-Match with a change' }),
    name: z.string().meta({ description: 'On the day that was asked about' }),
    code: z.string().nullable(),
    region: z.string().nullable(),
    parent: Id.nullable(),
    valid_from: Day,
    is_in_force: z.boolean(),
    standing: Id.meta({ description: 'Who stands for it on that day: itself, or through mergers' }),
    end: End.nullable(),
  })
  .meta({ id: 'Unit', description: 'A unit of the directory of organisations 机构' })

export const UnitDetailView = UnitView.extend({
  above: z.array(Id).meta({ description: 'Below whom it stands, the nearest first' }),
  below: z.array(Id).meta({ description: 'Who stands below it on that day' }),
  succeeds: z.array(Id).meta({ description: 'In whose place it acts' }),
  names: z.array(z.object({ name: z.string(), from: Day })),
  parents: z.array(z.object({ parent: Id.nullable(), from: Day })),
  spellings: z.array(
    z.object({
      spelling: z.string(),
      region: z.string().nullable(),
      valid_from: Day.nullable(),
      valid_to: Day.nullable(),
    }),
  ),
  steps: z.array(
    z.object({
      type: z.string(),
      actor: z.string(),
      reason: z.string(),
      position: z.int(),
      recorded_at: Time,
    }),
  ),
}).meta({ id: 'UnitDetail', description: 'All that is known of a unit 机构详情' })

export function unitView(
  directory: Directory,
  unit: Unit,
  day: CivilDate,
): z.infer<typeof UnitView> {
  const { unit_id, revision, code, region, valid_from, end } = unit
  return {
    unit_id,
    revision,
    name: nameOn(unit, day),
    code,
    region,
    parent: parentOn(unit, day),
    valid_from,
    is_in_force: isInForce(unit, day),
    standing: standingFor(directory, unit_id, { after: valid_from, as_of: day }),
    end:
      end === null
        ? null
        : end.kind === 'dissolved'
          ? { ...end, successors: [], work_goes_to: null }
          : { ...end, successors: [...end.successors] },
  }
}

export function unitDetailView(
  directory: Directory,
  unit: Unit,
  day: CivilDate,
  steps: readonly DirectoryEvent[],
): z.infer<typeof UnitDetailView> {
  const all = [...directory.units.values()]
  const idsOf = (units: readonly Unit[]): string[] => units.map((one) => one.unit_id)
  return {
    ...unitView(directory, unit, day),
    above: linesAbove(directory, unit.unit_id, day).slice(1),
    below: idsOf(all.filter((o) => isInForce(o, day) && parentOn(o, day) === unit.unit_id)),
    succeeds: idsOf(
      all.filter(({ end }) => end?.kind === 'succeeded' && end.successors.includes(unit.unit_id)),
    ),
    names: [...unit.names],
    parents: [...unit.parents],
    spellings: [...unit.spellings],
    steps: steps
      .filter((step) => step.type.startsWith('Unit') && step.data.unit_id === unit.unit_id)
      .map(({ type, data: { actor, reason }, position, recorded_at }) => ({
        type,
        actor,
        reason,
        position,
        recorded_at,
      })),
  }
}

export const GridCellView = z
  .object({
    cell_code: z.string().meta({ examples: ['33020300100105'] }),
    region: z.string(),
    name: z.string(),
    unit_id: Id.nullable().meta({ description: 'Responsible for it on that day' }),
    is_in_force: z.boolean(),
    valid_from: Day,
    valid_to: Day.nullable(),
    revision: z.int(),
  })
  .meta({ id: 'GridCell', description: 'A cell of the grid 网格: the lowest level of a region' })

/** As it is on a day; before its first day as it is then, after its last as it was. */
export function gridCellView(cell: GridCell, day: CivilDate): z.infer<typeof GridCellView> {
  const { cell_code, valid_to, periods } = cell
  const held = periods.findLast(({ from }) => from <= day) ?? periods[0]
  return {
    cell_code,
    region: held?.region ?? '',
    name: held?.name ?? '',
    unit_id: held?.unit_id ?? null,
    is_in_force: cellOn(cell, day) !== undefined,
    valid_from: periods[0]?.from ?? '',
    valid_to,
    revision: periods.length,
  }
}
