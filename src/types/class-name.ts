import type { DataType } from './data-type.ts';

/** A type as Spark's classes print themselves: `ArrayType(IntegerType,false)`. Some of its messages say types like this. */
export function className(type: DataType): string {
  switch (type.kind) {
    case 'decimal': return `DecimalType(${type.precision},${type.scale})`;
    case 'array': return `ArrayType(${className(type.element)},${type.containsNull})`;
    case 'map': return `MapType(${className(type.key)},${className(type.value)},${type.valueContainsNull})`;
    case 'struct': return `StructType(${type.fields.map((one) => `StructField(${one.name},${className(one.type)},${one.nullable})`).join(',')})`;
    case 'day_time_interval': return `DayTimeIntervalType(${type.start},${type.end})`;
    case 'year_month_interval': return `YearMonthIntervalType(${type.start},${type.end})`;
    case 'time': return `TimeType(${type.precision})`;
    default: return classNames[type.kind] ?? `${type.kind[0]!.toUpperCase()}${type.kind.slice(1)}Type`;
  }
}

const classNames: Readonly<Partial<Record<DataType['kind'], string>>> = {
  int: 'IntegerType', timestamp_ntz: 'TimestampNTZType', calendar_interval: 'CalendarIntervalType',
};
