import { addColumns, fillColumns, type ColumnFill } from '#/kept-columns.ts'
import { asksAs, type Warehouse } from '#/ports/warehouse.ts'
import { fieldColumns } from '#/rules/facts/fields/field-column.ts'
import { FIELD_TABLES } from '#/rules/facts/fields/with-fields.ts'

const asks = asksAs('rules', 'control')

/**
 * Has the tables of facts keep the columns of these names, of facts that are there and of all to
 * come. Throws WarehouseError.
 */
export async function keepFields(
  warehouse: Pick<Warehouse, 'query' | 'execute'>,
  names: ReadonlySet<string>,
): Promise<ColumnFill> {
  const columns = [...names].flatMap((name) => fieldColumns().get(name) ?? [])
  let left: ColumnFill = { columns: [], parts_left: 0, problem: null }
  for (const table of FIELD_TABLES) {
    await addColumns(warehouse, table, columns, asks('add-fields'))
    const fill = await fillColumns(warehouse, table, [...names], asks('fill-fields'))
    left = {
      columns: [...new Set([...left.columns, ...fill.columns])],
      parts_left: left.parts_left + fill.parts_left,
      problem: left.problem ?? fill.problem,
    }
  }
  return left
}
