/** English names, as java.time prints them for the US. */
export const monthNames = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'] as const;
/** Monday first. */
export const dayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
export const shortMonthNames: readonly string[] = monthNames.map((name) => name.slice(0, 3));
export const shortDayNames: readonly string[] = dayNames.map((name) => name.slice(0, 3));
export const halfDayNames = ['AM', 'PM'] as const;
export const eraNames = ['Before Christ', 'Anno Domini'] as const;
export const shortEraNames = ['BC', 'AD'] as const;
export const quarterNames = ['1st quarter', '2nd quarter', '3rd quarter', '4th quarter'] as const;
export const shortQuarterNames = ['Q1', 'Q2', 'Q3', 'Q4'] as const;
