import { useQuery } from '@tanstack/react-query'
import { Input, Select } from 'antd'
import { unitsQuery } from '#/parts/unit-names.ts'

export interface UnitInputProps {
  readonly id?: string
  /** Empty for none. */
  readonly value: string
  readonly change: (value: string) => void
}

/** A unit of the directory that is in force; by its id where the directory is not at hand. */
export function UnitInput({ id, value, change }: UnitInputProps) {
  const units = useQuery(unitsQuery).data?.filter((unit) => unit.is_in_force) ?? []
  const named = id === undefined ? {} : { id }
  if (units.length === 0)
    return <Input {...named} value={value} onChange={({ target }) => change(target.value)} />
  return (
    <Select
      {...named}
      showSearch={{ optionFilterProp: 'label' }}
      allowClear
      value={value === '' ? null : value}
      onChange={(chosen) => change(chosen ?? '')}
      options={units.map(({ unit_id, name }) => ({ value: unit_id, label: name }))}
    />
  )
}
